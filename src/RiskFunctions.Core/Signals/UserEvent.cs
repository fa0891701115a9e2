namespace RiskFunctions.Signals;

/// <summary>What is said about a user.</summary>
internal enum UserEvent
{
    /// <summary>How risky the user is, by <see cref="Signal.Level"/>.</summary>
    RiskChange,

    /// <summary>The user's sessions were ended. Passed on only when a sender says so, never concluded from other events.</summary>
    SessionRevoked,

    /// <summary>The user has another name or address now: <see cref="UserSignal.NewValue"/>.</summary>
    IdentifierChanged,
}
