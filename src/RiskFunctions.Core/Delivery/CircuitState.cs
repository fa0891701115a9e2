namespace RiskFunctions.Delivery;

/// <summary>Whether requests go to Okta freely.</summary>
public enum CircuitState
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>Okta is down or cannot be reached: one probe at a time.</summary>
    Unavailable,

    /// <summary>Okta refuses the credential: one probe at a time, each with a fresh one.</summary>
    Refused,
}
