using System.Text.Json;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

/// <summary>Who gets the free seats of a request, while all goes well.</summary>
[Collection(SimulatedTime.Name)]
public sealed class SeatFillingTests
{
    [Theory]
    [InlineData(RiskLevel.High)]
    [InlineData(RiskLevel.Medium)]
    [InlineData(RiskLevel.Low)]
    public async Task Seats_go_to_the_highest_lane_first_whoevers_permit_it_is(RiskLevel lane)
    {
        await using var rig = new DeliveryRig();
        var own = rig.Signals(lane, 1, first: 900, apart: true);
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 30, first: 200, apart: true));
        rig.Lanes.Put(RiskLevel.Medium, rig.Signals(RiskLevel.Medium, 7, first: 100, apart: true));
        rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 5, apart: true));

        await rig.DeliverWithPassengersAsync(own, lane);

        string[] aboard =
        [
            DeliveryRig.AddressOf(lane, 900),
            .. Enumerable.Range(0, 5).Select(n => DeliveryRig.AddressOf(RiskLevel.High, n)),
            .. Enumerable.Range(100, 7).Select(n => DeliveryRig.AddressOf(RiskLevel.Medium, n)),
            .. Enumerable.Range(200, 7).Select(n => DeliveryRig.AddressOf(RiskLevel.Low, n)),
        ];
        Assert.Equal(aboard.Order(), Assert.Single(rig.Okta.Calls).Addresses.Order());
        Assert.Equal("complete", own[0].Settled);
        Assert.Equal(19, rig.Lanes.HandedOut.Count);
        Assert.All(rig.Lanes.HandedOut, m => Assert.Equal("complete", m.Settled));
        Assert.Equal(23, rig.Lanes.Waiting(RiskLevel.Low));
    }

    [Fact]
    public async Task Single_signals_close_in_time_fill_all_thousand_seats_of_one_request()
    {
        await using var rig = new DeliveryRig();
        var own = rig.Signals(RiskLevel.High, 1);
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 1_500));

        await rig.DeliverWithPassengersAsync(own);

        var call = Assert.Single(rig.Okta.Calls);
        Assert.Equal(1_000, call.Addresses.Distinct().Count());
        Assert.Equal(501, rig.Lanes.Waiting(RiskLevel.Low));
        Assert.Equal(999, rig.Lanes.HandedOut.Count(m => m.Settled == "complete"));
        Assert.InRange(call.At - Some.Time, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Full_batch_asks_the_lanes_for_nothing()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 5));

        await rig.DeliverWithPassengersAsync(rig.MessagesApart(20));

        Assert.Empty(rig.Lanes.Calls);
    }

    [Fact]
    public async Task Every_request_of_a_batch_is_filled()
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 30, first: 900, apart: true));

        await rig.DeliverWithPassengersAsync(rig.MessagesApart(20 + 5));

        Assert.Equal([20, 20], rig.Okta.Calls.Select(c => c.Addresses.Count));
        Assert.Equal(15, rig.Lanes.Waiting(RiskLevel.Low));
    }

    [Fact]
    public async Task Nothing_is_taken_when_filling_is_switched_off()
    {
        await using var rig = new DeliveryRig(("Delivery:FillRequests", "false"));
        rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 5));

        await rig.DeliverWithPassengersAsync([rig.Message(1)]);

        Assert.Empty(rig.Lanes.Calls);
        Assert.Single(rig.Okta.Calls);
    }

    [Fact]
    public async Task Times_stay_exact_without_a_tolerance_and_twenty_of_them_fill_a_request()
    {
        await using var rig = new DeliveryRig(("Delivery:TimestampTolerance", "00:00:00"));
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 40, first: 1));

        await rig.DeliverWithPassengersAsync(rig.Signals(RiskLevel.Low, 1), RiskLevel.Low);

        var expected = Enumerable.Range(0, 20).Select(n => (DeliveryRig.AddressOf(RiskLevel.Low, n), Some.Time.AddMilliseconds(-n)));
        Assert.Equal(expected, Times(Assert.Single(rig.Okta.Calls)));
        Assert.Equal(21, rig.Lanes.Waiting(RiskLevel.Low));
    }

    private static IEnumerable<(string Address, DateTimeOffset At)> Times(OktaCall call)
    {
        using var json = JsonDocument.Parse(call.Body);
        return [.. json.RootElement.EnumerateArray()
            .SelectMany(
                e => e.GetProperty("subjects").EnumerateArray().Select(s => (s.GetProperty("ip").GetString()!, e.GetProperty("timestamp").GetDateTimeOffset())))
            .OrderByDescending(s => s.Item2)];
    }
}
