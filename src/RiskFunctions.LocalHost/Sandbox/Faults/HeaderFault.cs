namespace RiskFunctions.LocalHost.Sandbox.Faults;

/// <summary>What the rate-limit headers of an answer say. In a plan: the name in lower case.</summary>
internal enum HeaderFault
{
    /// <summary>The truth; with a 429, nothing remaining.</summary>
    Sane,

    /// <summary>Nothing remains, and the reset was a minute ago.</summary>
    Past,

    /// <summary>Nothing remains, and the reset is three hours too late.</summary>
    Far,

    /// <summary>There are none.</summary>
    Missing,

    /// <summary>Values that are no numbers.</summary>
    Wrong,

    /// <summary>Limit and remaining 0, as Okta's concurrency limit shows them.</summary>
    Concurrency,
}
