using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

/// <summary>Settlements and locks of passengers.</summary>
[Collection(SimulatedTime.Name)]
public sealed class SeatFillingSettlementTests
{
    [Theory]
    [InlineData(202)]
    [InlineData(400)]
    [InlineData(503)]
    public async Task Passenger_that_cannot_be_settled_hinders_nobody_and_throws_nothing(int status)
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number == 1 ? status == 400 ? OktaAnswer.Invalid() : OktaAnswer.Status(status) : OktaAnswer.Accepted());
        var passengers = rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 5));
        passengers[2].BeforeSettling = static _ => throw new InvalidOperationException("no broker");
        var own = rig.Message(1);

        await rig.RunAsync(async () =>
        {
            await rig.StartAsync([own]);
            await Task.Delay(TimeSpan.FromMinutes(1), rig.Time);
        });

        Assert.Equal("complete", own.Settled);
        Assert.Equal(MessageSettler.MaxTries, passengers[2].SettlementAttempts);
        Assert.Null(passengers[2].Settled);
        Assert.All(passengers.Where(m => m != passengers[2]), m => Assert.Equal(status == 503 ? "abandon" : "complete", m.Settled));
        Assert.Single(rig.Logs.Entries, e => e.Id.Name == "MessageNotSettled");
    }

    [Fact]
    public async Task Passenger_whose_settlement_hangs_keeps_the_own_batch_no_longer()
    {
        await using var rig = new DeliveryRig();
        var passengers = rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 5));
        passengers[0].BeforeSettling = token => Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, token);
        var own = rig.Message(1);

        await rig.DeliverAsync(own);

        Assert.Equal(("complete", Some.Time), (own.Settled, rig.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Locks_of_passengers_are_renewed_while_Okta_takes_its_time()
    {
        await using var rig = new DeliveryRig { LockDuration = TimeSpan.FromSeconds(8) };
        FillingTraffic.Slow(rig, TimeSpan.FromSeconds(12));
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 5));

        await rig.DeliverWithPassengersAsync([rig.Message(1)]);

        Assert.All(rig.Lanes.HandedOut, m => Assert.Equal("complete", m.Settled));
        Assert.All(rig.Lanes.HandedOut, m => Assert.InRange(m.Renewals.Count, 2, 5));
    }

    [Fact]
    public async Task Lock_of_a_passenger_that_is_lost_in_flight_hinders_nobody()
    {
        await using var rig = new DeliveryRig { LockDuration = TimeSpan.FromSeconds(8) };
        FillingTraffic.Slow(rig, TimeSpan.FromSeconds(12));
        var passengers = rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 5));
        passengers[0].BeforeRenewal = static _ => throw new InvalidOperationException("no broker");
        passengers[1].BeforeRenewal = static _ => throw new LockLostException("The lock is over.");
        passengers[2].BeforeRenewal = token => Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, token);
        var own = rig.Message(1);

        await rig.DeliverWithPassengersAsync([own]);

        Assert.Equal(("complete", Some.Time.AddSeconds(12)), (own.Settled, own.SettledAt));
        Assert.Equal([null, null, null, "complete", "complete"], passengers.Select(m => m.Settled));
        Assert.DoesNotContain(rig.Logs.Entries, e => e.Id.Name is "MessageNotSettled" or "PassengersFailed");
    }

    [Fact]
    public async Task Passenger_whose_lock_is_lost_while_it_waits_for_its_rest_is_not_sent_any_more()
    {
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "1"));
        var passenger = Assert.Single(rig.Lanes.Put(RiskLevel.Low, FillingTraffic.Many(rig, "many", 30)));

        await rig.RunAsync(async () =>
        {
            await rig.StartAsync([rig.Message(1)]);
            passenger.LoseLock();

            // The broker has it again: the next request would carry it for its next delivery.
            rig.Lanes.BeforeTaking = static (_, _) => throw new TimeoutException();
            await Task.Delay(TimeSpan.FromMinutes(5), rig.Time);
        });

        Assert.Single(rig.Okta.Calls);
        Assert.Empty(passenger.Settlements);
        Assert.Contains(rig.Logs.Entries, e => e.Id.Name == "MessageLockLost");
    }

    [Fact]
    public async Task Passenger_that_goes_back_half_done_takes_a_note_along()
    {
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "1"));
        var passenger = Assert.Single(rig.Lanes.Put(RiskLevel.Low, FillingTraffic.Many(rig, "many", 30)));
        await rig.RunAsync(async () =>
        {
            await rig.StartAsync([rig.Message(1)]);
            await FillingTraffic.StopHostAsync(rig);
        });
        Assert.Equal("abandon", passenger.Settled);
        Assert.Equal(20, rig.Okta.Calls[0].Addresses.Count);

        await using var next = new DeliveryRig();
        FillingTraffic.Many(next, "many", 30);
        await next.DeliverAsync(next.Receive("many", 2, passenger.Note));

        Assert.Equal(11, Assert.Single(next.Okta.Calls).Addresses.Count);
        Assert.Equal(31, rig.Okta.Calls[0].Addresses.Concat(next.Okta.Calls[0].Addresses).Distinct().Count());
    }
}
