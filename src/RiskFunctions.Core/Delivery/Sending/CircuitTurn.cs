namespace RiskFunctions.Delivery.Sending;

/// <summary>What a request may do when the circuit lets it through.</summary>
internal enum CircuitTurn
{
    /// <summary>Send as usual, with retries.</summary>
    Free,

    /// <summary>Send once.</summary>
    Probe,

    /// <summary>Send once, with a credential that was read anew.</summary>
    ProbeWithFreshCredential,
}
