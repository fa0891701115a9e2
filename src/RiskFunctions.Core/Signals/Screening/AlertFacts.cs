namespace RiskFunctions.Signals.Screening;

/// <summary>What an alert says of every address in it.</summary>
internal sealed record AlertFacts
{
    public required RiskLevel Level { get; init; }

    /// <summary>When it was seen (UTC, whole milliseconds).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>When it stops counting; null leaves that to the destination.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The alert's title; null when it has none.</summary>
    public string? Title { get; init; }

    /// <summary>The alert's id; null when it has none.</summary>
    public string? Id { get; init; }

    public RiskSignal SignalFor(SignalAddress address) => new()
    {
        Address = address,
        Level = Level,
        Timestamp = Timestamp,
        ExpiresAt = ExpiresAt,
        Text = Title,
        Reference = Id,
    };
}
