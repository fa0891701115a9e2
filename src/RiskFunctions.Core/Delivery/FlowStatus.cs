using RiskFunctions.Metering;

namespace RiskFunctions.Delivery;

/// <inheritdoc cref="IFlowStatus"/>
internal sealed class FlowStatus(MeterSession meter, OktaCircuit circuit, FlowMetrics metrics, TimeProvider time, UserDelivery? users = null) : IFlowStatus
{
    public async Task<FlowSnapshot> ReadAsync(CancellationToken cancellationToken) => new(
        await BudgetAsync(meter, cancellationToken),
        circuit.Snapshot,
        metrics.Counts,
        users is null ? null : new DestinationSnapshot(await BudgetAsync(users.Meter, cancellationToken), users.Circuit.Snapshot));

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
