namespace RiskFunctions.LocalHost.Sandbox.Faults;

/// <summary>Which requests a rule is about. In a plan: the name in lower case.</summary>
internal enum FaultEndpoint
{
    /// <summary>Risk events. The default.</summary>
    Events,

    /// <summary>The OAuth 2.0 token endpoint.</summary>
    Token,

    /// <summary>Security event tokens.</summary>
    Sets,
}
