using RiskFunctions.Delivery;
using RiskFunctions.Signals;

namespace RiskFunctions.LocalHost.Broker.Pump;

/// <summary>Runs one pump for each lane, side by side, for as long as the host runs. Stopping it waits for the batches in flight.</summary>
internal sealed class PumpHost(ILaneReceiver receiver, IBatchDelivery delivery, TimeProvider time, ILogger<LanePump> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Enum.GetValues<RiskLevel>().Select(lane => new LanePump(lane, receiver, delivery, time, logger).RunAsync(stoppingToken)));
}
