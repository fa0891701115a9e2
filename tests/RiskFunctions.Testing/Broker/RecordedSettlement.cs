namespace RiskFunctions.Testing.Broker;

/// <summary>What was done with a message's lock in the end.</summary>
internal abstract record RecordedSettlement
{
    private RecordedSettlement()
    {
    }

    public sealed record Completed : RecordedSettlement;

    public sealed record Abandoned : RecordedSettlement;

    public sealed record DeadLettered(string Reason, string Description) : RecordedSettlement;
}
