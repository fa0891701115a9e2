namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>What became of a SET.</summary>
internal abstract record SetResult
{
    private SetResult() { }

    /// <summary>Every check is passed.</summary>
    internal sealed record Verified(ReceivedSet Set) : SetResult;

    /// <summary>Answered with 400, and words that hold nothing of the SET.</summary>
    /// <param name="Err">One of <see cref="Errors"/>.</param>
    /// <param name="Description">What is wrong.</param>
    internal sealed record Refused(string Err, string Description) : SetResult
    {
        /// <summary>The errors that Okta documents for this call; their meaning is that of RFC 8935 section 2.4.</summary>
        public static IReadOnlyList<string> Errors { get; } = ["authentication_failed", "invalid_audience", "invalid_issuer", "invalid_key", "invalid_request"];

        /// <summary>The signature is not the provider's.</summary>
        public static Refused AuthenticationFailed(string description) => new("authentication_failed", description);

        /// <summary>Meant for somebody else.</summary>
        public static Refused InvalidAudience(string description) => new("invalid_audience", description);

        /// <summary>Not from a registered provider.</summary>
        public static Refused InvalidIssuer(string description) => new("invalid_issuer", description);

        /// <summary>The key that it names is not there, or of no use.</summary>
        public static Refused InvalidKey(string description) => new("invalid_key", description);

        /// <summary>No SET, or an event that is not as its type says.</summary>
        public static Refused InvalidRequest(string description) => new("invalid_request", description);
    }
}
