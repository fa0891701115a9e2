namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>Whether the org's service apps must prove possession of a key (RFC 9449).</summary>
internal enum DPoPMode
{
    /// <summary>Not asked for; a proof that is sent all the same is ignored, and tokens are Bearer tokens. The default.</summary>
    Off,

    /// <summary>Every token request needs a proof, and tokens are bound to its key.</summary>
    Required,
}
