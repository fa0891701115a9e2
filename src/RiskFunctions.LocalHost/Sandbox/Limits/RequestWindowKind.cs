namespace RiskFunctions.LocalHost.Sandbox.Limits;

/// <summary>What "30 requests per minute" means.</summary>
internal enum RequestWindowKind
{
    /// <summary>In any 60 s, wherever they begin. Stricter than Okta, so who keeps this keeps Okta's limit too. The default.</summary>
    Sliding,

    /// <summary>In windows of 60 s that follow each other from the first request on, not from the full minute.</summary>
    Fixed,
}
