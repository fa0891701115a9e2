using RiskFunctions.Metering;

namespace RiskFunctions.Delivery;

/// <inheritdoc cref="IFlowStatus"/>
internal sealed class FlowStatus(MeterSession meter, OktaCircuit circuit, FlowCounters counters, TimeProvider time) : IFlowStatus
{
    public async Task<FlowSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        var state = await meter.UpdateAsync(static (state, _, _) => (state, state), meter.Known, sharedOnly: false, cancellationToken);
        var now = time.GetUtcNow();
        return new FlowSnapshot
        {
            Meter = new MeterSnapshot
            {
                Limit = meter.Rules.LimitIn(state),
                Window = meter.Rules.Window,
                Used = state.Grants.Count(g => g.At > now - meter.Rules.Window),
                BlockedUntil = state.BlockedUntil > now ? state.BlockedUntil : null,
                Store = meter.IsLocal ? $"{meter.StoreName} (down)" : meter.StoreName,
                History = [.. state.Minutes],
            },
            Circuit = circuit.Snapshot,
            Requests = counters.Requests,
            Events = counters.Events,
            Subjects = counters.Subjects,
            Messages = counters.Messages,
            Suppressed = counters.Suppressed,
            WithoutAddress = counters.WithoutAddress,
            Cleared = counters.Cleared,
        };
    }
}
