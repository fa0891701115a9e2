namespace RiskFunctions.Core.Tests;

/// <summary>Tests whose clock moves when the thread pool is idle: nothing may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SimulatedTime
{
    public const string Name = "simulated time";
}
