using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

/// <summary>The process stops, or the hold ends, with passengers aboard: nothing is left locked.</summary>
[Collection(SimulatedTime.Name)]
public sealed class SeatFillingShutdownTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_with_passengers_in_flight_settles_all_with_the_answer(bool fails)
    {
        await using var rig = new DeliveryRig();
        rig.Okta.Answer = async (_, token) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), rig.Time, token);
            return OktaAnswer.Status(fails ? 503 : 202);
        };
        rig.Lanes.Put(RiskLevel.Low, [.. rig.Signals(RiskLevel.Low, 5, apart: true), rig.Unreadable("bad"), FillingTraffic.Many(rig, "many", 30)]);
        var own = rig.Message(1);

        await StopAfterASecondAsync(rig, own);

        Assert.Equal((fails ? "abandon" : "complete", Some.Time.AddSeconds(3)), (own.Settled, own.SettledAt));
        Assert.Equal(fails ? 6 : 1, rig.Lanes.HandedOut.Count(m => m.Settled == "abandon"));
        Assert.Equal(fails ? 0 : 5, rig.Lanes.HandedOut.Count(m => m.Settled == "complete"));
        Assert.Equal(1, rig.Lanes.HandedOut.Count(m => m.Settled == "dead-letter"));
        Assert.Empty(rig.Lanes.Open);
        Assert.Single(rig.Okta.Calls);
    }

    [Fact]
    public async Task Stop_while_Okta_does_not_answer_gives_all_back_after_the_grace()
    {
        await using var rig = new DeliveryRig();
        FillingTraffic.Slow(rig, TimeSpan.FromHours(1));
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 5));
        var own = rig.Message(1);

        await StopAfterASecondAsync(rig, own);

        Assert.Equal("abandon", own.Settled);
        Assert.All(rig.Lanes.HandedOut, m => Assert.Equal("abandon", m.Settled));
        Assert.Equal(Some.Time.AddSeconds(1) + StopGrace.DefaultInFlight, rig.Time.GetUtcNow());
    }

    [Fact]
    public async Task Stop_with_a_passenger_that_cannot_be_settled_throws_nothing()
    {
        await using var rig = new DeliveryRig();
        FillingTraffic.Slow(rig, TimeSpan.FromSeconds(3));
        var passenger = rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 1))[0];
        passenger.BeforeSettling = static _ => throw new InvalidOperationException("no broker");
        var own = rig.Message(1);

        await StopAfterASecondAsync(rig, own);

        Assert.Equal("complete", own.Settled);
        Assert.Equal(MessageSettler.MaxTries, passenger.SettlementAttempts);
    }

    [Fact]
    public async Task Stop_gives_back_what_waits_for_a_request_of_its_own()
    {
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "1"));
        var passenger = Assert.Single(rig.Lanes.Put(RiskLevel.Low, FillingTraffic.Many(rig, "many", 30)));

        await rig.RunAsync(async () =>
        {
            await rig.StartAsync([rig.Message(1)]);
            Assert.Null(passenger.Settled);
            await FillingTraffic.StopHostAsync(rig);
        });

        Assert.Equal(("abandon", Some.Time), (passenger.Settled, passenger.SettledAt));
    }

    [Fact]
    public async Task Hold_that_ends_with_passengers_in_flight_gives_all_back_after_the_grace()
    {
        await using var rig = new DeliveryRig(("Delivery:MaxHold", "00:00:10"));
        FillingTraffic.Slow(rig, TimeSpan.FromHours(1));
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 5));
        var own = rig.Message(1);

        await rig.DeliverWithPassengersAsync([own]);

        Assert.Equal("abandon", own.Settled);
        Assert.All(rig.Lanes.HandedOut, m => Assert.Equal("abandon", m.Settled));
        Assert.Equal(Some.Time.AddSeconds(10) + StopGrace.DefaultInFlight, rig.Time.GetUtcNow());
    }

    // The host tells its function and its services at the same time.
    private static Task StopAfterASecondAsync(DeliveryRig rig, FakeLockedMessage own) => rig.RunAsync(async () =>
    {
        using var stop = new CancellationTokenSource();
        var delivery = rig.StartAsync([own], cancellationToken: stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(1), rig.Time);
        await stop.CancelAsync();
        await Task.WhenAll(delivery, FillingTraffic.StopHostAsync(rig));
    });
}
