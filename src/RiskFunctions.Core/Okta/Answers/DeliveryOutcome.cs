namespace RiskFunctions.Okta.Answers;

/// <summary>What became of one request. Every answer that Okta or the network can give is one of these; none is an exception.</summary>
internal abstract record DeliveryOutcome
{
    private DeliveryOutcome()
    {
    }

    /// <summary>Okta's rate-limit headers on the answer; null when there was no answer or it had none.</summary>
    public RateLimitReading? RateLimit { get; init; }

    /// <summary>The answer's HTTP status; null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The outcome as metrics and spans name it.</summary>
    public string Tag => GetType().Name.ToLowerInvariant();

    /// <summary>202: Okta has all events of the request.</summary>
    public sealed record Accepted : DeliveryOutcome;

    /// <summary>400 or 413 with Okta's error body: Okta refuses the content. Trying the same again is pointless.</summary>
    public sealed record Invalid(OktaError Error) : DeliveryOutcome;

    /// <summary>401 or 403, or the token endpoint refused.</summary>
    /// <param name="Reason">Words for an operator; no secret in it.</param>
    public sealed record Unauthorized(string Reason) : DeliveryOutcome
    {
        /// <summary>The answer itself told how to do better (a DPoP nonce, say): the next try needs no fresh credential.</summary>
        public bool CanAnswerChallenge { get; init; }

        /// <summary>Set when the content may be at fault as well as the credential: what Okta said. Null as a rule.</summary>
        public OktaError? Error { get; init; }
    }

    /// <summary>429. When to go on is the meter's to say: it has read <see cref="DeliveryOutcome.RateLimit"/>.</summary>
    public sealed record Throttled : DeliveryOutcome;

    /// <summary>5xx, time-out, connection lost, a redirect, a 400 or 413 that is not Okta's, any answer that the API does not document, or no credential to be had.</summary>
    public sealed record Unavailable(string Reason) : DeliveryOutcome
    {
        /// <summary>
        /// HTTP 500, Okta's E0000009: it stumbled over this request. In an outage it does so over every request, but it may be over one
        /// event in this one.
        /// </summary>
        public bool MayBeContent => StatusCode == 500 && !HadPassengers;

        /// <summary>Set by the caller: messages rode along, and it may have been one of theirs.</summary>
        public bool HadPassengers { get; init; }

        /// <summary>Set by the caller who knows that the same request would fail again.</summary>
        public bool IsFinal { get; init; }
    }
}
