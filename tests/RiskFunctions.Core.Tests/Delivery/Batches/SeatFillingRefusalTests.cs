using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

/// <summary>Okta answers 400 to a request with passengers: the culprit is found, and nobody else pays for it.</summary>
[Collection(SimulatedTime.Name)]
public sealed class SeatFillingRefusalTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(19)]
    public async Task Culprit_is_dead_lettered_wherever_it_sits_and_all_others_are_accepted_once(int at)
    {
        // Five own ones, 0 to 4, and fifteen passengers.
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "600"));
        var all = rig.Signals(RiskLevel.Low, 20, apart: true);
        Refuse(rig, DeliveryRig.AddressOf(RiskLevel.Low, at));
        rig.Lanes.Put(RiskLevel.Low, all.Skip(5));

        await rig.DeliverWithPassengersAsync([.. all.Take(5)], RiskLevel.Low);

        Assert.Equal(20, rig.Okta.Calls[0].Addresses.Count);
        AssertOnlyRefused(rig, all, at);
        Assert.InRange(rig.Okta.Calls.Count, 3, 12);
    }

    [Fact]
    public async Task Culprits_on_both_sides_are_both_found()
    {
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "600"));
        var all = rig.Signals(RiskLevel.Low, 20, apart: true);
        Refuse(rig, DeliveryRig.AddressOf(RiskLevel.Low, 3), DeliveryRig.AddressOf(RiskLevel.Low, 17));
        rig.Lanes.Put(RiskLevel.Low, all.Skip(5));

        await rig.DeliverWithPassengersAsync([.. all.Take(5)], RiskLevel.Low);

        AssertOnlyRefused(rig, all, 3, 17);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(999)]
    public async Task One_culprit_among_a_thousand_is_found_within_eleven_splits(int at)
    {
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "600"));
        var all = rig.Signals(RiskLevel.Low, 1_000);
        Refuse(rig, DeliveryRig.AddressOf(RiskLevel.Low, at));
        rig.Lanes.Put(RiskLevel.Low, all.Skip(1));

        await rig.DeliverWithPassengersAsync([all[0]], RiskLevel.Low);

        Assert.Equal(1_000, rig.Okta.Calls[0].Addresses.Count);
        AssertOnlyRefused(rig, all, at);

        // The whole, the two parts of own and passengers, and two halves a split.
        Assert.InRange(rig.Okta.Calls.Count, 3, 1 + 2 + (11 * 2));
    }

    [Fact]
    public async Task Own_messages_do_not_wait_for_the_search_among_the_passengers()
    {
        await using var rig = new DeliveryRig();
        var all = rig.Signals(RiskLevel.Low, 1_000);
        Refuse(rig, DeliveryRig.AddressOf(RiskLevel.Low, 700));
        rig.Lanes.Put(RiskLevel.Low, all.Skip(3));
        DateTimeOffset ownDone = default;

        await rig.RunAsync(async () =>
        {
            await rig.StartAsync([.. all.Take(3)], RiskLevel.Low);
            ownDone = rig.Time.GetUtcNow();
            await rig.PassengersSettledAsync();
        });

        Assert.All(all.Take(3), m => Assert.Equal("complete", m.Settled));
        Assert.InRange(rig.Okta.Calls.Count(c => c.At <= ownDone), 2, 3);
        Assert.True(all.Max(m => m.SettledAt) > ownDone);
        AssertOnlyRefused(rig, all, 700);
    }

    [Fact]
    public async Task Passengers_do_not_wait_for_the_search_among_the_own()
    {
        await using var rig = new DeliveryRig();
        var own = rig.Message("own", Enumerable.Range(0, 300).Select(n => Some.Signal(Some.Address(n), RiskLevel.Low)));
        Refuse(rig, Some.Address(299));
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 10, first: 500));

        await rig.DeliverWithPassengersAsync([own], RiskLevel.Low);

        Assert.Equal("dead-letter", own.Settled);
        Assert.All(rig.Lanes.HandedOut, m => Assert.Equal("complete", m.Settled));
        Assert.True(rig.Lanes.HandedOut.Max(m => m.SettledAt) < own.SettledAt);
        Assert.InRange(rig.Okta.Calls.Count(c => c.At <= rig.Lanes.HandedOut[0].SettledAt), 2, 3);
    }

    [Theory]
    [InlineData(RiskLevel.Low, RiskLevel.High)]
    [InlineData(RiskLevel.High, RiskLevel.Low)]
    public async Task Refused_request_of_one_side_alone_is_split_at_once_and_never_sent_again_as_it_was(RiskLevel lane, RiskLevel passengers)
    {
        // Either side has twenty events and more, so that the lower one finds no seat.
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "600"));
        var own = Many(rig, lane, "own", 0, lane == RiskLevel.High ? 10 : 1);
        rig.Lanes.Put(passengers, Many(rig, passengers, "other", 100, 10));
        var culprit = Some.Address(lane == RiskLevel.High ? 3 : 103);
        Refuse(rig, culprit);

        await rig.DeliverWithPassengersAsync(own, lane);

        Assert.Single([.. own, .. rig.Lanes.HandedOut], m => m.Settled == "dead-letter");
        Assert.Equal([20, 10], rig.Okta.Calls.Select(c => c.Addresses.Count).Where((_, n) => rig.Okta.Calls[n].Names(culprit)).Take(2));
        Assert.Equal(rig.Okta.Calls.Count, rig.Okta.Calls.Select(c => string.Join(',', c.Addresses.Order(StringComparer.Ordinal))).Distinct().Count());
    }

    [Fact]
    public async Task Refused_words_of_a_passenger_do_not_take_down_an_own_message_of_the_same_address()
    {
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Body.Contains("poison") ? OktaAnswer.Invalid() : OktaAnswer.Accepted());
        var own = rig.Message("own", Some.Signal(level: RiskLevel.Low, text: "good"));
        rig.Lanes.Put(RiskLevel.High, rig.Message("other", Some.Signal(level: RiskLevel.High, text: "poison")));

        await rig.DeliverWithPassengersAsync([own], RiskLevel.Low);

        Assert.Equal("complete", own.Settled);
        Assert.Equal(("dead-letter", "RejectedByOkta"), (rig.Lanes.HandedOut[0].Settled, rig.Lanes.HandedOut[0].Reason));
    }

    [Fact]
    public async Task Parts_of_a_refused_request_are_not_filled()
    {
        await using var rig = new DeliveryRig(("RateMeter:RequestsPerMinute", "600"));
        var all = rig.Signals(RiskLevel.Low, 20, apart: true);
        Refuse(rig, DeliveryRig.AddressOf(RiskLevel.Low, 2));
        rig.Lanes.Put(RiskLevel.Low, all.Skip(5));
        rig.Okta.Answer = (call, _) =>
        {
            if (call.Number == 1)
            {
                rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 10));
            }

            return Task.FromResult(call.Names(DeliveryRig.AddressOf(RiskLevel.Low, 2)) ? OktaAnswer.Invalid() : OktaAnswer.Accepted());
        };

        await rig.DeliverWithPassengersAsync([.. all.Take(5)], RiskLevel.Low);

        Assert.Equal(10, rig.Lanes.Waiting(RiskLevel.High));
        AssertOnlyRefused(rig, all, 2);
    }

    // Messages with two signals each, all of times of their own.
    private static List<FakeLockedMessage> Many(DeliveryRig rig, RiskLevel level, string name, int first, int count) =>
        [.. Enumerable.Range(0, count).Select(m => rig.Message(
            $"{name}{m}",
            [.. Enumerable.Range(first + (2 * m), 2).Select(n => Some.Signal(Some.Address(n), level, Some.Time.AddMinutes(-n)))]))];

    private static void Refuse(DeliveryRig rig, params string[] culprits) =>
        rig.Okta.AnswerWith(call => call.Addresses.Any(culprits.Contains) ? OktaAnswer.Invalid() : OktaAnswer.Accepted());

    private static void AssertOnlyRefused(DeliveryRig rig, IReadOnlyList<FakeLockedMessage> all, params int[] culprits)
    {
        for (var n = 0; n < all.Count; n++)
        {
            Assert.Equal(culprits.Contains(n) ? "dead-letter" : "complete", all[n].Settled);
        }

        Assert.All(culprits, n => Assert.Equal("RejectedByOkta", all[n].Reason));
        var addresses = culprits.Select(n => DeliveryRig.AddressOf(RiskLevel.Low, n)).ToList();
        var accepted = rig.Okta.Calls.Where(c => !c.Addresses.Any(addresses.Contains)).SelectMany(c => c.Addresses).ToList();
        Assert.Equal(all.Count - culprits.Length, accepted.Count);
        Assert.Equal(accepted.Count, accepted.Distinct().Count());
    }
}
