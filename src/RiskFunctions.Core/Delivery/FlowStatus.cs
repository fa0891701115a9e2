using RiskFunctions.Metering;

namespace RiskFunctions.Delivery;

/// <inheritdoc cref="IFlowStatus"/>
internal sealed class FlowStatus(MeterSession meter, OktaCircuit circuit, FlowMetrics metrics, TimeProvider time) : IFlowStatus
{
    public async Task<FlowSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        var state = await meter.UpdateAsync(static (state, _, _) => (state, state), meter.Known, sharedOnly: false, cancellationToken);
        var now = time.GetUtcNow();
        var budget = new MeterSnapshot
        {
            Limit = meter.Rules.LimitIn(state),
            Window = meter.Rules.Window,
            Used = state.Grants.Count(g => g.At > now - meter.Rules.Window),
            BlockedUntil = state.BlockedUntil > now ? state.BlockedUntil : null,
            Store = meter.IsLocal ? $"{meter.StoreName} (down)" : meter.StoreName,
            History = [.. state.Minutes],
        };
        return new FlowSnapshot(budget, circuit.Snapshot, metrics.Counts);
    }
}
