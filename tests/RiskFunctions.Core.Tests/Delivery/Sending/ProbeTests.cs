using RiskFunctions.Core.Tests.Okta;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Sending;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Sending;

/// <summary>What a probe of an open circuit may meet, through the whole flow.</summary>
[Collection(SimulatedTime.Name)]
public sealed class ProbeTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(401)]
    public async Task Probe_that_says_nothing_about_Okta_hands_the_turn_on(int status)
    {
        // Down for the first turn of four tries, then one answer that decides nothing, then all is well.
        await using var rig = new DeliveryRig(new FakeAuthorization { Learns = true });
        rig.Okta.AnswerWith(call => call.Number switch
        {
            <= 4 => OktaAnswer.Status(503),
            5 when status == 429 => OktaAnswer.Throttled(call.At, TimeSpan.FromSeconds(5)),
            5 => OktaAnswer.Status(401),
            _ => OktaAnswer.Accepted(),
        });
        var first = rig.Message("first", Some.Signal(Some.Address(1)));
        var second = rig.Message("second", Some.Signal(Some.Address(2), RiskLevel.Low));

        await rig.RunAsync(() => Task.WhenAll(rig.StartAsync([first]), rig.StartAsync([second], RiskLevel.Low)));

        Assert.Equal("complete", first.Settled);
        Assert.Equal("complete", second.Settled);
        Assert.True(first.SettledAt - Some.Time < TimeSpan.FromMinutes(1), $"{first.SettledAt - Some.Time}");
        Assert.True(second.SettledAt - Some.Time < TimeSpan.FromMinutes(1), $"{second.SettledAt - Some.Time}");
    }

    [Fact]
    public async Task Challenges_without_end_are_a_refusal_and_cost_a_few_requests()
    {
        await using var rig = new DeliveryRig(new FakeAuthorization { Learns = true });
        rig.Okta.AnswerWith(_ => OktaAnswer.Status(401));
        var message = rig.Message(1);

        await rig.DeliverAsync(message);

        Assert.Equal("abandon", message.Settled);
        Assert.Contains(rig.Logs.Entries, e => e.Id.Name == "CredentialRefused");
        Assert.InRange(rig.Okta.Calls.Count, 3, 24);
    }

    [Fact]
    public async Task Probe_of_a_low_batch_asks_for_its_permit_as_high()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number <= 4 ? OktaAnswer.Status(503) : OktaAnswer.Accepted());

        await rig.RunAsync(() => rig.StartAsync([rig.Message("low", Some.Signal(level: RiskLevel.Low))], RiskLevel.Low));

        var minutes = (await rig.Get<IFlowStatus>().ReadAsync(CancellationToken.None)).Meter.History;
        Assert.Equal(4, minutes.Sum(m => m.Low));
        Assert.Equal(1, minutes.Sum(m => m.High));
    }

    [Fact]
    public async Task Retries_of_one_lane_end_when_another_opens_the_circuit()
    {
        await using var rig = new DeliveryRig();
        var lanes = new[] { RiskLevel.High, RiskLevel.Medium, RiskLevel.Low };
        DateTimeOffset? opened = null;
        rig.Okta.AnswerWith(call =>
        {
            opened ??= rig.Get<OktaCircuit>().Snapshot.Since;
            return call.At < Some.Time.AddSeconds(30) ? OktaAnswer.Status(503) : OktaAnswer.Accepted();
        });

        await rig.RunAsync(() => Task.WhenAll(lanes.Select(lane => rig.StartAsync([rig.Message($"{lane}", Some.Signal(level: lane))], lane))));

        // A probe after 5 and one after another 10 s, and what of the other two lanes was waiting for its permit already.
        Assert.InRange(rig.Okta.Calls.Count(c => c.At > opened && c.At < Some.Time.AddSeconds(30)), 2, 4);
    }
}
