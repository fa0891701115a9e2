namespace RiskFunctions.Delivery;

/// <summary>What an operator sees of the flow.</summary>
public interface IFlowStatus
{
    /// <summary>Reads the shared meter and this process's counters. While the meter's store is down, the meter shown is this process's own.</summary>
    Task<FlowSnapshot> ReadAsync(CancellationToken cancellationToken);
}
