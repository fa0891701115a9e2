using RiskFunctions.Metering;

namespace RiskFunctions.Delivery;

/// <summary>The flow at one moment.</summary>
public sealed record FlowSnapshot
{
    public required MeterSnapshot Meter { get; init; }

    public required CircuitSnapshot Circuit { get; init; }

    /// <summary>Requests that Okta accepted from this process, since it started.</summary>
    public required long Requests { get; init; }

    /// <summary>Events in those requests.</summary>
    public required long Events { get; init; }

    /// <summary>Subjects in those events.</summary>
    public required long Subjects { get; init; }

    /// <summary>Messages that this process completed because Okta accepted all that they held.</summary>
    public required long Messages { get; init; }

    /// <summary>Signals that were not sent because their address is in a trusted network.</summary>
    public required long Suppressed { get; init; }

    /// <summary>Messages completed because they held no address that can be sent.</summary>
    public required long WithoutAddress { get; init; }

    /// <summary>Alerts and incidents that were not sent because they were closed or resolved as no threat, or redirected into another incident.</summary>
    public required long Cleared { get; init; }
}
