using RiskFunctions.Delivery;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery;

/// <summary>The process is told to stop: what is known is settled, the rest goes back, all within ten seconds.</summary>
[Collection(SimulatedTime.Name)]
public sealed class ShutdownTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Shutdown_while_waiting_for_a_permit_puts_the_batch_back_at_once()
    {
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "1"));
        await rig.DeliverAsync(rig.Message(1));
        var waiting = rig.Message(2);

        var stoppedAt = await StopAsync(rig, waiting, TimeSpan.FromSeconds(5));

        Assert.Equal("abandon", waiting.Settled);
        Assert.Equal(stoppedAt, waiting.SettledAt);
        Assert.Single(rig.Okta.Calls);
    }

    [Fact]
    public async Task Shutdown_while_held_puts_the_batch_back_at_once()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(_ => OktaAnswer.Status(503));
        var held = rig.Message(1);

        var stoppedAt = await StopAsync(rig, held, TimeSpan.FromSeconds(100));

        Assert.Equal("abandon", held.Settled);
        Assert.Equal(stoppedAt, held.SettledAt);
    }

    [Fact]
    public async Task Shutdown_between_retries_puts_the_batch_back_at_once()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(_ => OktaAnswer.Status(503));
        var held = rig.Message(1);

        var stoppedAt = await StopAsync(rig, held, TimeSpan.FromMilliseconds(10));

        Assert.Equal("abandon", held.Settled);
        Assert.Equal(stoppedAt, held.SettledAt);
        Assert.Single(rig.Okta.Calls);
    }

    [Fact]
    public async Task Shutdown_while_a_request_is_in_flight_still_counts_its_answer()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.Answer = async (_, token) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), rig.Time, token);
            return OktaAnswer.Accepted();
        };
        var message = rig.Message(1);

        await StopAsync(rig, message, TimeSpan.FromSeconds(1));

        Assert.Equal("complete", message.Settled);
        Assert.Equal(Some.Time.AddSeconds(3), message.SettledAt);
    }

    [Fact]
    public async Task Shutdown_with_more_requests_to_come_settles_what_the_one_in_flight_decided()
    {
        await using var rig = new DeliveryRig();
        var batch = rig.MessagesApart(21);
        rig.Okta.Answer = async (_, token) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), rig.Time, token);
            return OktaAnswer.Accepted();
        };
        using var stop = new CancellationTokenSource();
        rig.In(TimeSpan.FromSeconds(1), stop.Cancel);

        await rig.RunAsync(() => rig.StartAsync(batch, cancellationToken: stop.Token), Limit);

        Assert.Equal(20, batch.Count(m => m.Settled == "complete"));
        Assert.Equal(1, batch.Count(m => m.Settled == "abandon"));
        Assert.Single(rig.Okta.Calls);
    }

    [Fact]
    public async Task Shutdown_with_a_broker_that_does_not_answer_ends_after_one_round_of_settlements()
    {
        await using var rig = new DeliveryRig();
        var batch = rig.MessagesApart(21);
        foreach (var message in batch)
        {
            message.BeforeSettling = ScriptedOkta.NeverAsync;
        }

        rig.Okta.Answer = async (_, token) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), rig.Time, token);
            return OktaAnswer.Accepted();
        };
        using var stop = new CancellationTokenSource();
        rig.In(TimeSpan.FromSeconds(1), stop.Cancel);

        await Assert.ThrowsAsync<SettlementFailedException>(() => rig.RunAsync(() => rig.StartAsync(batch, cancellationToken: stop.Token), Limit));

        Assert.InRange(rig.Time.GetUtcNow() - Some.Time, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Shutdown_while_okta_does_not_answer_ends_after_the_grace()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.Answer = (_, token) => ScriptedOkta.NeverAsync(token);
        var message = rig.Message(1);

        var stoppedAt = await StopAsync(rig, message, TimeSpan.FromSeconds(1));

        Assert.Equal("abandon", message.Settled);
        Assert.InRange(message.SettledAt!.Value - stoppedAt, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Batch_that_starts_after_the_stop_sends_nothing_and_settles_all()
    {
        await using var rig = new DeliveryRig();
        var bad = rig.Unreadable("bad");
        var good = rig.Message(1);

        await rig.RunAsync(() => rig.StartAsync([bad, good], cancellationToken: new CancellationToken(canceled: true)), Limit);

        Assert.Equal("dead-letter", bad.Settled);
        Assert.Equal("abandon", good.Settled);
        Assert.Empty(rig.Okta.Calls);
    }

    [Fact]
    public async Task Shutdown_during_a_probe_leaves_the_next_probe_to_others()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(_ => OktaAnswer.Status(503));
        var probing = rig.Message(1);
        rig.In(TimeSpan.FromSeconds(60), () => rig.Okta.Answer = (_, token) => ScriptedOkta.NeverAsync(token));
        var hung = rig.Okta.Calls.Count;
        await StopAsync(rig, probing, TimeSpan.FromSeconds(91));
        Assert.Equal("abandon", probing.Settled);
        Assert.True(rig.Okta.Calls.Count > hung);

        rig.Okta.AnswerWith(_ => OktaAnswer.Accepted());
        var next = rig.Message(2);
        await rig.RunAsync(() => rig.StartAsync([next]), TimeSpan.FromMinutes(2));

        Assert.Equal("complete", next.Settled);
    }

    private static async Task<DateTimeOffset> StopAsync(DeliveryRig rig, FakeLockedMessage message, TimeSpan after)
    {
        using var stop = new CancellationTokenSource();
        var stoppedAt = rig.Time.GetUtcNow() + after;
        rig.In(after, stop.Cancel);
        await rig.RunAsync(() => rig.StartAsync([message], cancellationToken: stop.Token), after + Limit);
        return stoppedAt;
    }
}
