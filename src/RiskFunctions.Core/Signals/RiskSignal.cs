namespace RiskFunctions.Signals;

/// <summary>One statement about one address.</summary>
internal sealed record RiskSignal : Signal
{
    public required SignalAddress Address { get; init; }
}
