namespace RiskFunctions.Checks;

/// <summary>An address that a message names, and what becomes of it.</summary>
public sealed record ExplainedAddress
{
    public required string Address { get; init; }

    /// <summary>HIGH, MEDIUM or LOW; null when it is left out.</summary>
    public string? Level { get; init; }

    /// <summary>When it was seen (UTC); null when it is left out.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>When it stops counting (UTC); null leaves that to Okta.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What the sender says of it, as sent; null when nothing was said.</summary>
    public string? Text { get; init; }

    /// <summary>Why it is left out, as the metric names it; null when it is sent.</summary>
    public string? LeftOut { get; init; }

    /// <summary>The same in words.</summary>
    public string? Why { get; init; }

    /// <summary>Where the message names it; null when it is sent.</summary>
    public string? Field { get; init; }
}
