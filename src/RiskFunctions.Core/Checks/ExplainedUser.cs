namespace RiskFunctions.Checks;

/// <summary>A user whom a message names, and what becomes of what it says.</summary>
public sealed record ExplainedUser
{
    /// <summary>The name with which the user signs in to Okta; null when the message gives no usable name.</summary>
    public string? User { get; init; }

    /// <summary><c>user-risk-change</c>, <c>session-revoked</c> or <c>identifier-changed</c>; null when nothing is said.</summary>
    public string? Event { get; init; }

    /// <summary>HIGH, MEDIUM or LOW of a <c>user-risk-change</c>; otherwise null.</summary>
    public string? Level { get; init; }

    /// <summary>When it was seen (UTC); null when nothing is said.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>What the sender says of it, as sent; null when nothing was said.</summary>
    public string? Text { get; init; }

    /// <summary>Why nothing is said, as the metric names it; null when it is said.</summary>
    public string? LeftOut { get; init; }

    /// <summary>The same in words.</summary>
    public string? Why { get; init; }

    /// <summary>Where the message names the user; null when <see cref="User"/> tells.</summary>
    public string? Field { get; init; }
}
