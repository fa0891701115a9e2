namespace RiskFunctions.Okta.Answers;

/// <summary>What became of one request. Each answer of Okta or the network is one of these; none is an exception.</summary>
internal abstract record DeliveryOutcome
{
    private DeliveryOutcome() { }

    /// <summary>Okta's rate-limit headers on the answer; null when there was no answer or it had none.</summary>
    public RateLimitReading? RateLimit { get; init; }

    /// <summary>The answer's HTTP status; null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The outcome as metrics and spans name it.</summary>
    public string Tag => GetType().Name.ToLowerInvariant();

    /// <summary>202: Okta has all events of the request.</summary>
    public sealed record Accepted : DeliveryOutcome;

    /// <summary>400 or 413 with Okta's error body: Okta refuses the content, and would refuse it again.</summary>
    public sealed record Invalid(OktaError Error) : DeliveryOutcome;

    /// <summary>401 or 403, or the token endpoint refused.</summary>
    /// <param name="Reason">Words for an operator; no secret in it.</param>
    public sealed record Unauthorized(string Reason) : DeliveryOutcome
    {
        /// <summary>The answer says how to do better, with a DPoP nonce for example. The next try needs no fresh credential.</summary>
        public bool CanAnswerChallenge { get; init; }

        /// <summary>What Okta said when the content may be at fault as well as the credential; null otherwise.</summary>
        public OktaError? Error { get; init; }
    }

    /// <summary>429. The meter decides when to go on, by <see cref="DeliveryOutcome.RateLimit"/>.</summary>
    public sealed record Throttled : DeliveryOutcome;

    /// <summary>Okta cannot be used now: 5xx, time-out, no connection, an answer that is not Okta's or not documented, or no credential.</summary>
    public sealed record Unavailable(string Reason) : DeliveryOutcome
    {
        /// <summary>HTTP 500, Okta's E0000009. In an outage every request gets it, but it may also be one event in this request.</summary>
        public bool MayBeContent => StatusCode == 500 && !HadPassengers;

        /// <summary>Set by the caller: messages of others rode along, and one of theirs may be the cause.</summary>
        public bool HadPassengers { get; init; }

        /// <summary>Set by the caller: the same request would fail again.</summary>
        public bool IsFinal { get; init; }
    }
}
