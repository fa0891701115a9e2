using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Batches;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

/// <summary>The lanes are slow, broken or late: requests do not wait for them.</summary>
[Collection(SimulatedTime.Name)]
public sealed class SeatFillingLanesTests
{
    [Fact]
    public async Task Lane_of_messages_with_nothing_to_send_ends_the_filling_when_its_time_is_over()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.Put(RiskLevel.High, Enumerable.Range(0, 500).Select(n => rig.Unreadable($"bad{n}")));
        rig.Lanes.BeforeTaking = (_, _) => Task.Delay(TimeSpan.FromMilliseconds(30), rig.Time);

        await rig.DeliverWithPassengersAsync([rig.Message(1)]);

        Assert.InRange(Assert.Single(rig.Okta.Calls).At - Some.Time, TimeSpan.FromMilliseconds(240), TimeSpan.FromMilliseconds(280));
        Assert.All(rig.Lanes.HandedOut, m => Assert.Equal("dead-letter", m.Settled));
    }

    [Fact]
    public async Task Lane_is_asked_for_twice_as_many_as_it_gave_the_last_time()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 150));

        await rig.DeliverWithPassengersAsync([rig.Message(1)]);

        Assert.Equal([19, 38, 76, 152, 34], rig.Lanes.Calls.Where(c => c.Lane == RiskLevel.High).Select(c => c.MaxMessages));
        Assert.Equal(151, Assert.Single(rig.Okta.Calls).Addresses.Count);
    }

    [Fact]
    public async Task Lane_that_sends_in_pieces_is_asked_until_it_gives_nothing()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 15));
        rig.Lanes.Piece = 4;
        rig.Lanes.BeforeTaking = (_, _) => Task.Delay(TimeSpan.FromMilliseconds(20), rig.Time);

        await rig.DeliverWithPassengersAsync([rig.Message(1)]);

        var request = Assert.Single(rig.Okta.Calls);
        Assert.Equal(16, request.Addresses.Count);
        Assert.Equal(7 * TimeSpan.FromMilliseconds(20), request.At - Some.Time); // HIGH and MEDIUM once, LOW five times.
    }

    [Theory]
    [InlineData(RiskLevel.High, 4, 1, 1)]
    [InlineData(RiskLevel.Medium, 1, 5, 1)]
    [InlineData(RiskLevel.Low, 1, 1, 6)]
    public async Task Lane_that_sends_one_by_one_leaves_the_lanes_below_it_their_turn(RiskLevel lane, params int[] looks)
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.Put(lane, rig.Signals(lane, 50));
        rig.Lanes.Piece = 1;
        rig.Lanes.BeforeTaking = (_, _) => Task.Delay(SeatFilling.LongestLook, rig.Time);

        await rig.DeliverWithPassengersAsync([rig.Message(1)]);

        Assert.Equal(looks, new[] { RiskLevel.High, RiskLevel.Medium, RiskLevel.Low }.Select(l => rig.Lanes.Calls.Count(c => c.Lane == l)));
        Assert.All(rig.Lanes.HandedOut, m => Assert.Equal("complete", m.Settled));
    }

    [Fact]
    public async Task Backlog_of_HIGH_in_pieces_of_a_request_each_has_all_the_time()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 500));
        rig.Lanes.Piece = 20;
        rig.Lanes.BeforeTaking = (_, _) => Task.Delay(SeatFilling.LongestLook, rig.Time);

        await rig.DeliverWithPassengersAsync([rig.Message(1)]);

        Assert.Equal(SeatFilling.Longest / SeatFilling.LongestLook, rig.Lanes.Calls.TakeWhile(c => c.At < Some.Time + SeatFilling.Longest).Count());
        Assert.All(rig.Lanes.Calls, c => Assert.Equal(RiskLevel.High, c.Lane));
    }

    [Fact]
    public async Task Request_leaves_at_once_when_the_lanes_cannot_be_read_and_says_so_once_a_minute()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.BeforeTaking = static (_, _) => throw new InvalidOperationException("no broker");

        for (var n = 0; n < 3; n++)
        {
            await rig.DeliverWithPassengersAsync([rig.Message(n)]);
        }

        Assert.Equal(3, rig.Okta.Calls.Count);
        Assert.Equal(Some.Time, rig.Okta.Calls[0].At);
        Assert.Single(rig.Logs.Entries, e => e.Id.Name == "SeatsNotFilled");
    }

    [Fact]
    public async Task Those_taken_before_a_lane_fails_stay_aboard()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 3));
        rig.Lanes.BeforeTaking = static (lane, _) => lane == RiskLevel.Medium ? throw new InvalidOperationException("no broker") : Task.CompletedTask;

        await rig.DeliverWithPassengersAsync([rig.Message(1)], RiskLevel.Low);

        Assert.Equal(4, Assert.Single(rig.Okta.Calls).Addresses.Count);
        Assert.Equal(3, rig.Lanes.HandedOut.Count(m => m.Settled == "complete"));
    }

    [Fact]
    public async Task Request_leaves_after_a_quarter_of_a_second_when_the_broker_hangs()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.BeforeTaking = async (_, enough) => await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, enough));

        await rig.DeliverWithPassengersAsync([rig.Message(1)]);

        Assert.Equal(Some.Time + SeatFilling.Longest, Assert.Single(rig.Okta.Calls).At);
        Assert.Equal(TimeSpan.FromMilliseconds(250), SeatFilling.Longest);
    }

    [Fact]
    public async Task Lanes_share_the_quarter_of_a_second()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.HandsOverAfter = TimeSpan.FromMilliseconds(150);
        rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 1));

        await rig.DeliverWithPassengersAsync([rig.Message(1)], RiskLevel.Low);

        var call = Assert.Single(rig.Okta.Calls);
        Assert.Equal(2, call.Addresses.Count);
        Assert.Equal(Some.Time + SeatFilling.Longest, call.At);
    }

    [Fact]
    public async Task Messages_handed_over_too_late_are_delivered_as_a_batch_of_their_own()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.HandsOverAfter = TimeSpan.FromMilliseconds(300);
        var late = rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 3));

        await rig.RunAsync(async () =>
        {
            await rig.StartAsync([rig.Message(1)], RiskLevel.Low);
            await Task.Delay(TimeSpan.FromMilliseconds(100), rig.Time);
            await rig.PassengersSettledAsync();
        });

        Assert.Single(rig.Okta.Calls[0].Addresses);
        Assert.Equal(3, rig.Okta.Calls[1].Addresses.Count);
        Assert.All(late, m => Assert.Equal("complete", m.Settled));
        Assert.InRange(late[0].SettledAt!.Value - Some.Time, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Message_that_comes_right_after_a_short_fill_is_at_Okta_within_three_seconds()
    {
        await using var rig = new DeliveryRig();
        var high = rig.Signals(RiskLevel.High, 1);

        await rig.RunAsync(async () =>
        {
            await rig.StartAsync([rig.Message(1)], RiskLevel.Low);
            await Task.Delay(TimeSpan.FromMilliseconds(50), rig.Time);
            rig.Lanes.Put(RiskLevel.High, high);
            await rig.StartAsync(rig.Lanes.Receive(RiskLevel.High));
        });

        Assert.Equal("complete", high[0].Settled);
        Assert.InRange(rig.Okta.Calls[1].At - Some.Time, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Own_lock_lost_while_the_lanes_are_asked_sends_nothing_and_throws_nothing()
    {
        // A lock so short that it is renewed at once.
        await using var rig = new DeliveryRig { LockDuration = TimeSpan.FromSeconds(4) };
        var own = rig.Message(1);
        var other = rig.Unreadable("bad");
        rig.Lanes.Put(RiskLevel.High, other);
        own.BeforeRenewal = async _ =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(30), rig.Time);
            throw new LockLostException("The lock is over.");
        };
        rig.Lanes.BeforeTaking = async (_, enough) => await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(60), rig.Time, enough));

        await rig.DeliverWithPassengersAsync([own]);

        Assert.Empty(rig.Okta.Calls);
        Assert.Null(own.Settled);
        Assert.Equal("dead-letter", other.Settled);
    }

    [Fact]
    public async Task Own_signal_that_expires_while_the_lanes_are_asked_is_not_sent()
    {
        await using var rig = new DeliveryRig();
        var own = rig.Message("own", Some.Signal(expiresAt: Some.Time.AddMilliseconds(50)));
        rig.Lanes.BeforeTaking = async (_, enough) => await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(60), rig.Time, enough));

        await rig.DeliverWithPassengersAsync([own]);

        Assert.Empty(rig.Okta.Calls);
        Assert.Equal(("dead-letter", "SignalExpired"), (own.Settled, own.Reason));
    }
}
