namespace RiskFunctions.Okta;

/// <summary>Whether access tokens are bound to a key of this process (RFC 9449).</summary>
public enum DPoPUse
{
    /// <summary>Used as soon as the server asks for it. The default.</summary>
    Auto,

    /// <summary>Used always; a token that is not bound is refused.</summary>
    Required,

    /// <summary>Never used.</summary>
    Off,
}
