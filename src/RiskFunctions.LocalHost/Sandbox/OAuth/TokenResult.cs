namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>What became of a request for a token.</summary>
internal abstract record TokenResult
{
    private TokenResult() { }

    /// <summary>A token was given out.</summary>
    /// <param name="Text">The token itself.</param>
    /// <param name="Token">What is known of it.</param>
    /// <param name="Lifetime">How long it lives from now.</param>
    internal sealed record Issued(string Text, AccessToken Token, TimeSpan Lifetime) : TokenResult;

    /// <summary>No token.</summary>
    internal sealed record Refused(OAuthFault Fault) : TokenResult;
}
