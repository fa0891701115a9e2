namespace RiskFunctions.Delivery;

/// <summary>What this process has done since it started.</summary>
public sealed record FlowCounts
{
    /// <summary>Requests that Okta accepted.</summary>
    public long Requests { get; init; }

    /// <summary>Events in those requests.</summary>
    public long Events { get; init; }

    /// <summary>Subjects in those events.</summary>
    public long Subjects { get; init; }

    /// <summary>Messages completed because Okta accepted all that they held.</summary>
    public long Messages { get; init; }

    /// <summary>Signals that were not sent because their address is in a trusted network.</summary>
    public long Suppressed { get; init; }

    /// <summary>Messages completed because they held no address that can be sent.</summary>
    public long WithoutAddress { get; init; }

    /// <summary>Security events, one user each, that Okta accepted.</summary>
    public long SecurityEvents { get; init; }

    /// <summary>Users whom messages name and about whom nothing was sent.</summary>
    public long UsersLeftOut { get; init; }

    /// <summary>Signals that were not sent because the settings have switched their destination off.</summary>
    public long DestinationOff { get; init; }

    /// <summary>Alerts and incidents that were not sent: closed or resolved as no threat, or redirected into another incident.</summary>
    public long Cleared { get; init; }
}
