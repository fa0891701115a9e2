using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Batches;
using RiskFunctions.Signals;

namespace RiskFunctions.Simulation.Traffic;

/// <summary>Takes passengers as Microsoft's client does: a way to the broker and back, and an empty lane is told by waiting.</summary>
internal sealed class SimulatedLaneSource(SimulationRun run, SimulatedInstance instance) : ILaneSource
{
    public async Task<IReadOnlyList<LockedMessage>> TakeAsync(RiskLevel lane, int maxMessages, IBatchDelivery late, CancellationToken enough)
    {
        var receive = ReceiveAsync(lane, maxMessages);
        try
        {
            return await receive.WaitAsync(enough);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            run.Time.Start(() => DeliverLateAsync(lane, receive, late));
            return [];
        }
    }

    private async Task<IReadOnlyList<SimulatedMessage>> ReceiveAsync(RiskLevel lane, int most)
    {
        var started = run.Clock.GetTimestamp();
        await run.BrokerWayAsync();
        if (instance.IsDead)
        {
            await run.NeverAsync();
        }

        var taken = await run.Lanes[lane].ReceiveAsync(instance, most, SeatFilling.LongestLook - run.Clock.GetElapsedTime(started));
        if (taken.Count > 0)
        {
            await run.BrokerWayAsync();
        }

        return taken;
    }

    private static async Task DeliverLateAsync(RiskLevel lane, Task<IReadOnlyList<SimulatedMessage>> receive, IBatchDelivery delivery)
    {
        if (await receive is { Count: > 0 } late)
        {
            await delivery.DeliverAsync(lane, late, CancellationToken.None);
        }
    }
}
