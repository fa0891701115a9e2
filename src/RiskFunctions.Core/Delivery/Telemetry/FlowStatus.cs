using RiskFunctions.Delivery.Sending;
using RiskFunctions.Metering;
using RiskFunctions.Metering.Sharing;

namespace RiskFunctions.Delivery.Telemetry;

/// <inheritdoc cref="IFlowStatus"/>
/// <param name="users">Meter and circuit of security events; null while they are off.</param>
internal sealed class FlowStatus(
    MeterSession meter, OktaCircuit circuit, FlowMetrics metrics, TimeProvider time, (MeterSession Meter, OktaCircuit Circuit)? users) : IFlowStatus
{
    public async Task<FlowSnapshot> ReadAsync(CancellationToken cancellationToken) => new(
        await BudgetAsync(meter, cancellationToken),
        circuit.Snapshot,
        metrics.Counts,
        users is not { } second ? null : new DestinationSnapshot(await BudgetAsync(second.Meter, cancellationToken), second.Circuit.Snapshot));

    private async Task<MeterSnapshot> BudgetAsync(MeterSession session, CancellationToken cancellationToken)
    {
        var state = await session.UpdateAsync(static (state, _, _) => (state, state), session.Known, sharedOnly: false, cancellationToken);
        var now = time.GetUtcNow();
        return new MeterSnapshot
        {
            Limit = session.Rules.LimitIn(state),
            Window = session.Rules.Window,
            Used = state.Grants.Count(g => g.At > now - session.Rules.Window),
            BlockedUntil = state.BlockedUntil > now ? state.BlockedUntil : null,
            Store = session.IsLocal ? $"{session.StoreName} (down)" : session.StoreName,
            History = [.. state.Minutes],
        };
    }
}
