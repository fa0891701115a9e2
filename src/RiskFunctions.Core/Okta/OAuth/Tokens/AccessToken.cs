using RiskFunctions.Okta.OAuth.DPoP;

namespace RiskFunctions.Okta.OAuth.Tokens;

/// <summary>An access token. A class, not a record: a record's text would show the value.</summary>
internal sealed class AccessToken
{
    private static readonly TimeSpan LongestRenewalMargin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestExpiryMargin = TimeSpan.FromSeconds(30);

    public required string Value { get; init; }

    /// <summary>True when it is bound to the key of <see cref="DPoPProofs"/> and goes out in the DPoP scheme.</summary>
    public required bool IsBound { get; init; }

    /// <summary>Counted from <see cref="RequestedAt"/>. Okta's are one hour (guide implement-oauth-for-okta-serviceapp).</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>The time provider's timestamp before the request: the lifetime cannot have begun earlier.</summary>
    public required long RequestedAt { get; init; }

    /// <summary>True when a new token should be fetched while this one still works: five minutes, or a tenth of its lifetime, before its end.</summary>
    public bool NeedsRenewal(TimeProvider time) => Age(time) >= Lifetime - Shorter(LongestRenewalMargin, Lifetime / 10);

    /// <summary>True when it must not be used any more. The last seconds do not count, because a request takes time.</summary>
    public bool IsExpired(TimeProvider time) => Age(time) >= Lifetime - Shorter(LongestExpiryMargin, Lifetime / 20);

    private TimeSpan Age(TimeProvider time) => time.GetElapsedTime(RequestedAt);

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
