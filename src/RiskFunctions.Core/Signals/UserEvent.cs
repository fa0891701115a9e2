namespace RiskFunctions.Signals;

/// <summary>What is said about a user.</summary>
internal enum UserEvent
{
    /// <summary>How much of a risk he is, by <see cref="UserSignal.Level"/>.</summary>
    RiskChange,

    /// <summary>His sessions were ended. Passed on when a sender says so, and never concluded from anything else.</summary>
    SessionRevoked,

    /// <summary>He has another name or address now: <see cref="UserSignal.NewValue"/>.</summary>
    IdentifierChanged,
}
