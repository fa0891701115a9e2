namespace RiskFunctions.Okta.OAuth.Tokens;

/// <summary>What the token endpoint said to one request.</summary>
internal abstract record TokenAnswer
{
    private TokenAnswer() { }

    /// <summary>A token.</summary>
    public sealed record Granted(AccessToken Token) : TokenAnswer;

    /// <summary>A refusal that waiting does not change.</summary>
    /// <param name="Error">OAuth's error code (RFC 6749 §5.2), or Okta's own.</param>
    /// <param name="Description">Okta's words, made safe to show; empty when there were none.</param>
    public sealed record Refused(HttpStatusCode Status, string Error, string Description) : TokenAnswer
    {
        /// <summary>The answer carried a nonce for the next proof.</summary>
        public bool OffersNonce { get; init; }

        /// <summary>The answer's date changed our idea of Okta's clock. The next assertion uses the new time.</summary>
        public bool MovedClock { get; init; }

        /// <summary>The server wants a DPoP proof, in one of Okta's ways to say it (oauth2-error-codes.json in okta-developer-docs).</summary>
        public bool WantsProof =>
            Error is "invalid_dpop_proof" or "use_dpop_nonce"
            || (Error is "invalid_request" && Description.Contains("dpop", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>No answer, or one that says nothing about the credential.</summary>
    /// <param name="Why">In words, without secrets.</param>
    /// <param name="RetryAfter">The wait that Okta asked for; null when it did not.</param>
    public sealed record Unavailable(string Why, TimeSpan? RetryAfter) : TokenAnswer;
}
