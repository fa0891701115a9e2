using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

/// <summary>What may come aboard, and that each of it is dealt with.</summary>
[Collection(SimulatedTime.Name)]
public sealed class SeatFillingPassengersTests
{
    [Fact]
    public async Task Unreadable_passengers_are_dead_lettered_and_take_no_seat()
    {
        await using var rig = new DeliveryRig();
        var bad = rig.Lanes.Put(RiskLevel.Medium, Enumerable.Range(0, 3).Select(n => rig.Unreadable($"bad{n}")));
        rig.Lanes.Put(RiskLevel.Medium, rig.Signals(RiskLevel.Medium, 30, apart: true));

        await rig.DeliverWithPassengersAsync(rig.Signals(RiskLevel.Low, 1, first: 900, apart: true), RiskLevel.Low);

        Assert.All(bad, m => Assert.Equal(("dead-letter", "InvalidSignal"), (m.Settled, m.Reason)));
        Assert.Equal(20, Assert.Single(rig.Okta.Calls).Addresses.Count);
        Assert.Equal(19, rig.Lanes.HandedOut.Count(m => m.Settled == "complete"));
        Assert.Equal(11, rig.Lanes.Waiting(RiskLevel.Medium));
    }

    [Fact]
    public async Task Passengers_with_nothing_to_send_are_done_with_and_take_no_seat()
    {
        await using var rig = new DeliveryRig();
        rig.Reader.Set("trusted", new ReadResult.Readable("test", []) { Suppressed = 2 });
        rig.Reader.Set("empty", new ReadResult.Readable("test", []));
        rig.Reader.Set("expired", new ReadResult.Unreadable(DeadLetterReason.SignalExpired, "expiresAt", "is past"));
        var none = rig.Lanes.Put(RiskLevel.High, new[] { "trusted", "empty", "expired" }.Select(id => rig.Receive(id)));
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 30, apart: true));

        await rig.DeliverWithPassengersAsync(rig.Signals(RiskLevel.Low, 1, first: 900, apart: true), RiskLevel.Low);

        Assert.Equal(["complete", "complete", "dead-letter"], none.Select(m => m.Settled));
        Assert.Equal("SignalExpired", none[2].Reason);
        Assert.Equal(20, Assert.Single(rig.Okta.Calls).Addresses.Count);
        Assert.Equal(2, (await rig.Get<IFlowStatus>().ReadAsync(CancellationToken.None)).Counts.Suppressed);
    }

    [Fact]
    public async Task Passenger_with_a_note_goes_on_where_its_last_delivery_stopped()
    {
        await using var rig = new DeliveryRig();
        var signals = Some.Signals(4, first: 50);
        rig.Lanes.Put(RiskLevel.Low, Half(rig, signals, m => m.Accept(signals[0]), m => m.SetAside(signals[2])));

        await rig.DeliverWithPassengersAsync([rig.Message(1)]);

        Assert.Equal([Some.Address(1), Some.Address(51), Some.Address(53)], rig.Okta.Calls[0].Addresses.Order());
        Assert.Equal([Some.Address(52)], rig.Okta.Calls[1].Addresses);
        Assert.Equal("complete", Assert.Single(rig.Lanes.HandedOut).Settled);
    }

    [Fact]
    public async Task Passenger_refused_in_part_earlier_is_dead_lettered_with_what_was_said_then()
    {
        await using var rig = new DeliveryRig();
        var signals = Some.Signals(2, first: 50);
        var refusal = SettlementTable.Rejected(Some.Error(), 2);
        rig.Lanes.Put(RiskLevel.Low, Half(rig, signals, m => m.Reject(signals[0], refusal)));

        await rig.DeliverWithPassengersAsync([rig.Message(1)]);

        var passenger = Assert.Single(rig.Lanes.HandedOut);
        Assert.Equal(("dead-letter", "RejectedByOkta", refusal.Description), (passenger.Settled, passenger.Reason, passenger.Description));
        Assert.False(rig.Okta.Calls[0].Names(Some.Address(50)));
        Assert.True(rig.Okta.Calls[0].Names(Some.Address(51)));
    }

    [Fact]
    public async Task What_was_taken_but_does_not_fit_is_sent_after_the_request()
    {
        // Room for 19 more messages like the own one; these are two events each.
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "600"));
        rig.Lanes.Put(RiskLevel.Low, Enumerable.Range(0, 19).Select(m => rig.Message($"big{m}", Enumerable.Range(0, 60).Select(n =>
            Some.Signal(Some.Address(100 + (m * 60) + n), RiskLevel.Low, Some.Time.AddMinutes(-m))))));
        var own = rig.Message(1);

        await rig.DeliverWithPassengersAsync([own]);

        Assert.Equal("complete", own.Settled);
        Assert.Equal(19, rig.Lanes.HandedOut.Count(m => m.Settled == "complete"));
        Assert.Equal((19 * 60) + 1, rig.Okta.Calls.SelectMany(c => c.Addresses).Count());
        Assert.Equal((19 * 60) + 1, rig.Okta.Calls.SelectMany(c => c.Addresses).Distinct().Count());
        Assert.InRange(rig.Okta.Calls.Count, 2, 3);
    }

    [Fact]
    public async Task Own_message_is_not_pushed_out_by_older_passengers_of_its_level()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.Put(RiskLevel.High, Enumerable.Range(0, 19).Select(m => rig.Message($"big{m}", Enumerable.Range(0, 60).Select(n =>
            Some.Signal(Some.Address(100 + (m * 60) + n), RiskLevel.High, Some.Time.AddMinutes(-1 - m))))));

        await rig.DeliverWithPassengersAsync([rig.Message(1)]);

        Assert.True(rig.Okta.Calls[0].Names(Some.Address(1)));
    }

    [Fact]
    public async Task Same_address_of_own_and_passenger_is_sent_once_and_completes_both()
    {
        await using var rig = new DeliveryRig();
        var own = rig.Message("own", Some.Signal(level: RiskLevel.Low));
        rig.Lanes.Put(RiskLevel.High, rig.Message("other", Some.Signal(level: RiskLevel.High)));

        await rig.DeliverWithPassengersAsync([own], RiskLevel.Low);

        var call = Assert.Single(rig.Okta.Calls);
        Assert.Single(call.Addresses);
        Assert.Contains("HIGH", call.Body);
        Assert.Equal("complete", own.Settled);
        Assert.Equal("complete", Assert.Single(rig.Lanes.HandedOut).Settled);
    }

    /// <summary>A message of these signals at its second delivery.</summary>
    private static FakeLockedMessage Half(DeliveryRig rig, IReadOnlyList<RiskSignal> signals, params Action<BatchMessage>[] did)
    {
        var before = new BatchMessage(RiskLevel.Low, rig.Message("half", signals));
        before.Load(signals);
        foreach (var one in did)
        {
            one(before);
        }

        return rig.Receive("half", 2, before.Note());
    }
}
