using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Delivery.Splitting;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Sending;

/// <summary>Okta answers 500 to whatever holds one certain event, and takes everything else.</summary>
[Collection(SimulatedTime.Name)]
public sealed class StumblingOktaTests
{
    private static readonly string Bad = Some.Address(13);

    [Fact]
    public async Task One_event_of_twenty_goes_back_alone_and_the_others_are_delivered()
    {
        for (var bad = 0; bad < 20; bad++)
        {
            await using var rig = Rig(Some.Address(bad));
            var batch = rig.Messages(20);

            await rig.DeliverAsync(batch);

            Assert.Equal(19, batch.Count(m => m.Settled == "complete"));
            Assert.Equal("abandon", batch[bad].Settled);
            Assert.Contains(rig.Logs.Entries, e => e.Id.Name == "SignalsSetAside");
            Assert.InRange(rig.Okta.Calls.Count, 10, 40);
            Assert.Equal(CircuitState.Closed, rig.Get<OktaCircuit>().Snapshot.State);
            Assert.True(batch[bad].SettledAt - Some.Time < TimeSpan.FromMinutes(4), $"{bad}: {batch[bad].SettledAt - Some.Time}");
        }
    }

    [Fact]
    public async Task Next_delivery_sends_the_others_in_one_request_and_tries_the_bad_one_once_behind_them()
    {
        await using var rig = Rig(Bad);
        var first = rig.Messages(20);
        await rig.DeliverAsync(first);
        var before = rig.Okta.Calls.Count;
        var again = rig.Receive("m13", 2, first[13].Note);
        var others = Enumerable.Range(100, 19).Select(rig.Message).ToList();

        await rig.DeliverAsync([again, .. others]);

        Assert.All(others, m => Assert.Equal("complete", m.Settled));
        Assert.Null(again.Settled);
        Assert.Equal([19, 1], rig.Okta.Calls.Skip(before).Select(c => c.Addresses.Count));
    }

    [Fact]
    public async Task Signal_set_aside_is_delivered_when_Okta_takes_it_after_all()
    {
        await using var rig = Rig(Bad);
        var first = rig.Messages(20);
        await rig.DeliverAsync(first);
        rig.Okta.AnswerWith(_ => OktaAnswer.Accepted());
        var again = rig.Receive("m13", 2, first[13].Note);

        await rig.DeliverAsync(again);

        Assert.Equal("complete", again.Settled);
    }

    [Fact]
    public async Task Other_lane_is_held_up_for_seconds_only()
    {
        await using var rig = Rig(Bad);
        var low = Enumerable.Range(0, 20).Select(n => rig.Message($"low{n}", Some.Signal(Some.Address(n), RiskLevel.Low))).ToList();
        var slowest = TimeSpan.Zero;

        await rig.RunAsync(() => Task.WhenAll(rig.StartAsync(low, RiskLevel.Low), HighAsync()));

        Assert.Equal(19, low.Count(m => m.Settled == "complete"));
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(15));

        async Task HighAsync()
        {
            for (var n = 0; n < 30; n++)
            {
                await Task.Delay(TimeSpan.FromSeconds(3), rig.Time);
                var started = rig.Time.GetUtcNow();
                await rig.StartAsync([rig.Message(1_000 + n)]);
                var took = rig.Time.GetUtcNow() - started;
                slowest = took > slowest ? took : slowest;
            }
        }
    }

    [Fact]
    public async Task Bad_one_that_was_set_aside_is_tried_once_and_left_to_its_lock_so_that_its_lane_is_free_at_once()
    {
        await using var rig = Rig(Bad);
        var first = rig.Messages(20);
        await rig.DeliverAsync(first);
        var again = rig.Receive("m13", 2, first[13].Note);
        var before = rig.Okta.Calls.Count;
        var started = rig.Time.GetUtcNow();

        await rig.DeliverAsync(again);

        Assert.Null(again.Settled);
        Assert.Empty(again.Renewals);
        Assert.InRange(rig.Time.GetUtcNow() - started, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Equal(1, rig.Okta.Calls.Count - before);
        Assert.Equal(CircuitState.Closed, rig.Get<OktaCircuit>().Snapshot.State);
    }

    [Fact]
    public async Task Twenty_that_were_set_aside_take_turns_and_free_their_lane()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(_ => OktaAnswer.Error(500, "E0000009", "Internal Server Error"));
        var batch = Enumerable.Range(0, 20).Select(n => AsideBefore(rig, n)).ToList();

        await rig.DeliverAsync(batch);

        Assert.All(batch, m => Assert.Null(m.Settled));
        Assert.Equal(OutgoingRequest.MaxSetAside, rig.Okta.Calls.Count);
        var others = Enumerable.Range(0, 20).Select(n => rig.Receive($"aside{n}", 3, Note(rig, n))).ToList();
        await rig.DeliverAsync(others);
        Assert.True(rig.Okta.Calls.SelectMany(c => c.Addresses).Distinct().Count() > OutgoingRequest.MaxSetAside);
    }

    [Fact]
    public async Task Signal_set_aside_that_meets_an_outage_is_held_like_any_other()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(_ => OktaAnswer.Status(503));
        var again = AsideBefore(rig, 1);

        await rig.DeliverAsync(again);

        Assert.Equal("abandon", again.Settled);
        Assert.Equal(DeliveryOptions.DefaultMaxHold, again.SettledAt - Some.Time);
        Assert.NotEmpty(again.Note!);
    }

    [Fact]
    public async Task Message_with_many_bad_signals_goes_on_from_delivery_to_delivery_until_all_good_ones_are_sent()
    {
        // One event in three of a thousand subjects with one time each: more than one batch may split.
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "600"));
        var bad = Enumerable.Range(0, 60).Select(n => Some.Address(n * 5)).ToHashSet(StringComparer.Ordinal);
        rig.Okta.AnswerWith(call => call.Addresses.Any(bad.Contains) ? OktaAnswer.Error(500, "E0000009", "Internal Server Error") : OktaAnswer.Accepted());
        rig.Message("many", Some.Signals(300));
        var lane = new SimulatedLane(rig, RiskLevel.Low, ["many"]);
        var end = Some.Time.AddHours(2);

        await rig.RunAsync(() => Task.WhenAll(lane.RunAsync(end), OtherLaneAsync(rig, end)), TimeSpan.FromHours(3));

        var sent = rig.Okta.Calls.Where(c => !c.Addresses.Any(bad.Contains)).SelectMany(c => c.Addresses).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(240, Enumerable.Range(0, 300).Select(Some.Address).Count(sent.Contains));
        Assert.Empty(lane.DeadLettered);
    }

    [Fact]
    public async Task Bad_one_alone_in_its_lane_is_tried_about_once_a_minute_while_another_lane_delivers()
    {
        await using var rig = Rig(Bad);
        rig.Message("bad", Some.Signal(Bad));
        var lane = new SimulatedLane(rig, RiskLevel.High, ["bad"]);
        var end = Some.Time.AddMinutes(20);

        await rig.RunAsync(() => Task.WhenAll(lane.RunAsync(end), OtherLaneAsync(rig, end)), TimeSpan.FromHours(1));

        Assert.Empty(lane.DeadLettered);
        Assert.InRange(rig.Okta.Calls.Count(c => c.Names(Bad)), 15, 30);
        Assert.InRange(lane.MostDeliveries, 15, 25);
    }

    [Fact]
    public async Task Bad_one_with_nothing_else_to_send_cannot_be_told_from_an_outage_and_is_held()
    {
        await using var rig = Rig(Bad);
        var message = rig.Message("bad", Some.Signal(Bad));

        await rig.DeliverAsync(message);

        Assert.Equal("abandon", message.Settled);
        Assert.Equal(DeliveryOptions.DefaultMaxHold, message.SettledAt - Some.Time);
        Assert.Empty(message.Note!);
        Assert.InRange(rig.Okta.Calls.Count, 8, 20);
    }

    private static async Task OtherLaneAsync(DeliveryRig rig, DateTimeOffset end)
    {
        for (var n = 0; rig.Time.GetUtcNow() < end; n++)
        {
            await rig.StartAsync([rig.Message(10_000 + n)], RiskLevel.Low);
            await Task.Delay(TimeSpan.FromSeconds(10), rig.Time);
        }
    }

    private static FakeLockedMessage AsideBefore(DeliveryRig rig, int n)
    {
        rig.Message($"aside{n}", Some.Signal(Some.Address(n)));
        return rig.Receive($"aside{n}", 2, Note(rig, n));
    }

    private static IReadOnlyDictionary<string, object> Note(DeliveryRig rig, int n)
    {
        var message = new BatchMessage(RiskLevel.High, rig.Receive($"aside{n}"));
        message.Load([Some.Signal(Some.Address(n))]);
        message.SetAside(message.Signals[0]);
        return message.Note();
    }

    private static DeliveryRig Rig(string bad)
    {
        var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Names(bad) ? OktaAnswer.Error(500, "E0000009", "Internal Server Error") : OktaAnswer.Accepted());
        return rig;
    }
}
