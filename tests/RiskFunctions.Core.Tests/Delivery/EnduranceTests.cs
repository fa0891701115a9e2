using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery;

/// <summary>Faults that last for hours: nothing is given up, and nothing is hammered.</summary>
[Collection(SimulatedTime.Name)]
public sealed class EnduranceTests
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(2);

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Okta_down_for_a_day_dead_letters_nothing_and_spends_few_deliveries(int status)
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(_ => OktaAnswer.Status(status));
        rig.In(TimeSpan.FromHours(24), () => rig.Okta.AnswerWith(_ => OktaAnswer.Accepted()));
        var high = Lane(rig, RiskLevel.High, 0);
        var low = Lane(rig, RiskLevel.Low, 100);
        var end = Some.Time.AddHours(25);

        await rig.RunAsync(() => Task.WhenAll(high.RunAsync(end), low.RunAsync(end)), Forever);

        Assert.Equal(25, high.Completed.Count);
        Assert.Equal(25, low.Completed.Count);
        Assert.Empty(high.DeadLettered);
        Assert.Empty(low.DeadLettered);
        Assert.InRange(Math.Max(high.MostDeliveries, low.MostDeliveries), 2, 499);
        Assert.InRange(rig.Okta.Calls.Count, 24 * 60, (24 * 60) + 30);
    }

    [Fact]
    public async Task Okta_that_never_answers_for_hours_is_borne_as_well()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.Answer = (_, token) => ScriptedOkta.NeverAsync(token);
        rig.In(TimeSpan.FromHours(4), () => rig.Okta.AnswerWith(_ => OktaAnswer.Accepted()));
        var lane = Lane(rig, RiskLevel.High, 0);

        await rig.RunAsync(() => lane.RunAsync(Some.Time.AddHours(5)), Forever);

        Assert.Equal(25, lane.Completed.Count);
        Assert.Empty(lane.DeadLettered);
        Assert.InRange(lane.MostDeliveries, 2, 80);
    }

    [Fact]
    public async Task Wrong_credential_for_ten_hours_costs_at_most_a_request_a_minute_and_no_message()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Authorization == "SSWS 00mended" ? OktaAnswer.Accepted() : OktaAnswer.Refused());
        var mended = TimeSpan.FromHours(10);
        rig.In(mended, () => rig.Secrets.Value = "00mended");
        var high = Lane(rig, RiskLevel.High, 0);
        var low = Lane(rig, RiskLevel.Low, 100);
        var end = Some.Time.AddHours(11);

        await rig.RunAsync(() => Task.WhenAll(high.RunAsync(end), low.RunAsync(end)), Forever);

        Assert.Equal(25, high.Completed.Count);
        Assert.Equal(25, low.Completed.Count);
        Assert.Empty(high.DeadLettered);
        Assert.Empty(low.DeadLettered);
        Assert.InRange(rig.Okta.Calls.Count(c => c.At < Some.Time + mended), 10, 600);
    }

    [Theory]
    [InlineData(30, 20, 600, 4)]
    [InlineData(3, 1, 1_000, 4)]
    public async Task Batch_that_needs_more_requests_than_its_hold_allows_goes_on_where_it_stopped(int limit, int messages, int signals, int mostDeliveries)
    {
        // Every signal has a time of its own, so that each is an event: a hold of eight minutes carries limit x 8 requests of 20 of them.
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", $"{limit}"));
        var ids = Enumerable.Range(0, messages).Select(m => rig.Message(
            $"m{m}",
            Enumerable.Range(0, signals).Select(n => Some.Signal(
                Some.Address((m * signals) + n), n % 2 == 0 ? RiskLevel.High : RiskLevel.Low, Some.Time.AddMinutes(-(m * signals) - n)))).Message.MessageId);
        var lane = new SimulatedLane(rig, RiskLevel.Medium, [.. ids]);

        await rig.RunAsync(() => lane.RunAsync(Some.Time.AddHours(2)), Forever);

        Assert.Equal(messages, lane.Completed.Count);
        Assert.InRange(lane.MostDeliveries, 2, mostDeliveries);
        var sent = rig.Okta.Calls.SelectMany(c => c.Addresses).ToList();
        Assert.Equal(messages * signals, sent.Count);
        Assert.Equal(messages * signals, sent.Distinct().Count());

        // HIGH of all messages goes before LOW of any.
        Assert.DoesNotContain("LOW", string.Concat(rig.Okta.Calls.Take(messages * signals / 40).Select(c => c.Body)));
    }

    private static SimulatedLane Lane(DeliveryRig rig, RiskLevel level, int first)
    {
        var ids = Enumerable.Range(first, 25).Select(n => rig.Message($"m{n}", Some.Signal(Some.Address(n), level)).Message.MessageId);
        return new SimulatedLane(rig, level, [.. ids]);
    }
}
