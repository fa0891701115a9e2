namespace RiskFunctions.LocalHost.Sandbox.Faults;

/// <summary>One thing that goes wrong, with its details.</summary>
internal sealed record Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>The name in the plan.</summary>
    public required string Name { get; init; }

    /// <summary>How long <see cref="FaultKind.Slow"/> waits. Default 1 s.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The status of <see cref="FaultKind.Garbage"/>. Default 200.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The <c>err</c> of <see cref="FaultKind.BadRequest"/> on a SET. Default <c>invalid_request</c>.</summary>
    public string Err { get; init; } = "invalid_request";

    /// <summary>Where <see cref="FaultKind.Redirect"/> points. Default: a host that does not exist, without TLS.</summary>
    public Uri Location { get; init; } = new("http://another-host.invalid/api/v1/risk/events/ip");

    /// <summary>The headers of <see cref="FaultKind.Throttled"/> and <see cref="FaultKind.Headers"/>.</summary>
    public HeaderFault Headers { get; init; } = HeaderFault.Sane;

    /// <summary>The fault strikes before credential and limit are looked at, so the request does not count towards the limit.</summary>
    public bool IsBeforeLimit => Kind is FaultKind.Unauthorized or FaultKind.Forbidden or FaultKind.Throttled;
}
