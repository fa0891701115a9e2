using RiskFunctions.Metering;

namespace RiskFunctions.Simulation;

/// <summary>One instance's way to the shared document. What it reads and writes happens in the middle of the latency.</summary>
internal sealed class SimulatedStore(IMeterStore document, Scenario scenario, RunCounts counts, TimeProvider time, Random random) : IMeterStore
{
    private readonly TaskCompletionSource _never = new();

    public string Name => "simulated";

    public bool IsShared => true;

    /// <summary>The process was killed: what was sent arrives, and no answer comes back.</summary>
    public bool IsCut { get; set; }

    public async ValueTask<MeterDocument> LoadAsync(CancellationToken cancellationToken)
    {
        await WayAsync();
        var loaded = await document.LoadAsync(cancellationToken);
        await WayAsync();
        return loaded;
    }

    public async ValueTask<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        await WayAsync();
        var saved = await document.TrySaveAsync(content, version, cancellationToken);
        await WayAsync();
        return saved;
    }

    private async Task WayAsync()
    {
        if (IsCut)
        {
            await _never.Task;
        }

        counts.StoreWays++;
        var latency = scenario.MinLatency + ((scenario.MaxLatency - scenario.MinLatency) * random.NextDouble());
        await Task.Delay(latency / 2, time);
    }
}
