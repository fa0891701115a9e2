using RiskFunctions.Metering;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Okta;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

/// <summary>Other instances wait for their permits already: a HIGH message does not wait for all of them.</summary>
[Collection(SimulatedTime.Name)]
public sealed class SeatFillingLineTests
{
    /// <summary>When Okta takes requests again: until then all wait.</summary>
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task High_behind_another_instance_goes_back_at_once_and_its_place_in_the_line_stays()
    {
        await using var rig = new DeliveryRig();
        var own = await BlockedAsync(rig, RiskLevel.High, others: 1);

        await rig.RunAsync(async () =>
        {
            var delivery = rig.StartAsync(own);
            await Task.Delay(TimeSpan.FromMilliseconds(200), rig.Time);
            Assert.All(own, m => Assert.Equal("abandon", m.Settled));
            Assert.All(own, m => Assert.Empty(m.Note!));
            await delivery;
            await rig.PassengersSettledAsync();
        });

        var call = Assert.Single(rig.Okta.Calls);
        Assert.Equal(3, call.Addresses.Count);
        Assert.InRange(call.At - Some.Time, Block + TimeSpan.FromSeconds(2), Block + TimeSpan.FromSeconds(2.5));
        Assert.Equal(["complete", "complete", "complete"], rig.Lanes.HandedOut.Where(m => m.Message.DeliveryCount == 2).Select(m => m.Settled));
    }

    [Fact]
    public async Task Request_that_finds_nothing_when_its_turn_comes_is_not_sent()
    {
        await using var rig = new DeliveryRig();
        var own = await BlockedAsync(rig, RiskLevel.High, others: 1);

        await rig.RunAsync(async () =>
        {
            var delivery = rig.StartAsync(own);
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Time);
            Assert.Equal(3, rig.Lanes.Receive(RiskLevel.High).Count);
            await delivery;
        });

        Assert.Empty(rig.Okta.Calls);
        Assert.DoesNotContain(rig.Logs.Entries, e => e.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task Others_that_came_meanwhile_ride_when_its_turn_comes()
    {
        await using var rig = new DeliveryRig();
        var own = await BlockedAsync(rig, RiskLevel.High, others: 1);
        rig.Lanes.Put(RiskLevel.Low, rig.Signals(RiskLevel.Low, 4, first: 100));

        await rig.DeliverWithPassengersAsync(own);

        Assert.Equal(7, Assert.Single(rig.Okta.Calls).Addresses.Count);
    }

    [Fact]
    public async Task Permit_that_found_nothing_is_used_by_the_next_batch_of_the_instance()
    {
        await using var rig = new DeliveryRig();
        var own = await BlockedAsync(rig, RiskLevel.High, others: 1);
        var low = rig.Signals(RiskLevel.Low, 1, first: 100);

        await rig.RunAsync(async () =>
        {
            var deliveries = Task.WhenAll(rig.StartAsync(own), rig.StartAsync(low, RiskLevel.Low));
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Time);
            Assert.Equal(3, rig.Lanes.Receive(RiskLevel.High).Count);
            await deliveries;
        });

        var call = Assert.Single(rig.Okta.Calls);
        Assert.Equal([DeliveryRig.AddressOf(RiskLevel.Low, 100)], call.Addresses);
        Assert.InRange(call.At - Some.Time, Block + TimeSpan.FromSeconds(2), Block + TimeSpan.FromSeconds(2.5));
    }

    [Theory]
    [InlineData("first in line")]
    [InlineData("of a lower lane")]
    [InlineData("filling is off")]
    [InlineData("delivered often")]
    public async Task Message_stays_when_it_is(string what)
    {
        await using var rig = new DeliveryRig(("Delivery:FillRequests", what == "filling is off" ? "false" : "true"));
        var lane = what == "of a lower lane" ? RiskLevel.Medium : RiskLevel.High;
        var own = await BlockedAsync(rig, lane, others: what == "first in line" ? 0 : 1, delivery: what == "delivered often" ? 100 : 1);

        await rig.RunAsync(() => rig.StartAsync(own, lane));

        Assert.All(own, m => Assert.Equal("complete", m.Settled));
    }

    [Fact]
    public async Task Message_that_speaks_of_a_user_stays()
    {
        await using var rig = new DeliveryRig(("SecurityEvents:Enabled", "true"), ("SecurityEvents:Issuer", "https://transmitter.example.com"));
        rig.Secrets.Others["security-events-key"] = ServiceAppKey.CreateEc().PrivateJwk;
        await BlockedAsync(rig, RiskLevel.High, others: 1);
        var both = rig.MessageOf("both", Some.Users(), Some.Signal(Some.Address(1)));

        await rig.RunAsync(() => rig.StartAsync([both]));

        Assert.Single(both.Settlements);
        Assert.InRange(both.SettledAt!.Value - Some.Time, Block, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Probe_keeps_its_messages()
    {
        await using var rig = new DeliveryRig();
        rig.Secrets.Fault = new InvalidOperationException("no vault");
        var own = rig.Lanes.Put(RiskLevel.High, rig.Signals(RiskLevel.High, 3));

        await rig.RunAsync(async () =>
        {
            var delivery = rig.StartAsync(rig.Lanes.Receive(RiskLevel.High));
            await Task.Delay(TimeSpan.FromSeconds(10), rig.Time);
            rig.Secrets.Fault = null;
            await BlockAsync(rig, RiskLevel.High, others: 1);
            await delivery;
        });

        Assert.Equal(3, Assert.Single(rig.Okta.Calls).Addresses.Count);
        Assert.All(own, m => Assert.Equal("complete", m.Settled));
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("are late")]
    public async Task Messages_stay_once_two_fills_in_a_row_came_to_nothing(string lanes)
    {
        await using var rig = new DeliveryRig();
        rig.Lanes.BeforeTaking = (_, _) => lanes == "fail" ? throw new TimeoutException() : Task.CompletedTask;
        rig.Lanes.HandsOverAfter = lanes == "fail" ? TimeSpan.Zero : TimeSpan.FromSeconds(1);
        await rig.RunAsync(async () =>
        {
            await rig.StartAsync([rig.Message(1)]);
            await rig.StartAsync([rig.Message(2)]);
        });
        var own = await BlockedAsync(rig, RiskLevel.High, others: 1);

        await rig.RunAsync(() => rig.StartAsync(own));

        Assert.All(own, m => Assert.Equal("complete", m.Settled));
        rig.Lanes.BeforeTaking = static (_, _) => Task.CompletedTask;
        rig.Lanes.HandsOverAfter = TimeSpan.Zero;
        await rig.RunAsync(() => rig.StartAsync([rig.Message(3)]));
        var again = await BlockedAsync(rig, RiskLevel.High, others: 1, first: 10);
        await rig.DeliverWithPassengersAsync(again);
        Assert.All(again, m => Assert.Equal("abandon", m.Settled));
    }

    /// <summary>Three messages as the trigger got them, while Okta's block lasts and others stand in the line.</summary>
    private static async Task<IReadOnlyList<FakeLockedMessage>> BlockedAsync(DeliveryRig rig, RiskLevel lane, int others, int delivery = 1, int first = 0)
    {
        await BlockAsync(rig, lane, others);
        rig.Lanes.Put(lane, rig.Signals(lane, 3, first).Select(m => rig.Receive(m.Message.MessageId, delivery)));
        return rig.Lanes.Receive(lane);
    }

    private static async Task BlockAsync(DeliveryRig rig, RiskLevel lane, int others)
    {
        var now = rig.Time.GetUtcNow();
        var store = rig.Get<IMeterStore>();
        var document = await store.LoadAsync(CancellationToken.None);
        var state = new MeterState
        {
            BlockedUntil = now + Block,
            Waiting = [.. Enumerable.Range(0, others).Select(n => new WaitingMark($"other{n}", lane, now + rig.Get<MeterSession>().Rules.MarkLifetime))],
        };
        Assert.NotNull(await store.TrySaveAsync(MeterStateDocument.Write(state), document.Version, CancellationToken.None));
    }
}
