namespace RiskFunctions.Okta.OAuth.DPoP;

/// <summary>What a 400 or 401 of the API asks for, read from <c>WWW-Authenticate</c> (RFC 9449 §7.1 and §9, RFC 6750 §3).</summary>
internal enum DPoPChallenge
{
    /// <summary>Nothing about DPoP.</summary>
    None,

    /// <summary>A token that is bound, and a proof.</summary>
    UseDPoP,

    /// <summary>A proof with the nonce that came along.</summary>
    UseNonce,

    /// <summary>Another proof: the one sent was not accepted.</summary>
    AnotherProof,
}
