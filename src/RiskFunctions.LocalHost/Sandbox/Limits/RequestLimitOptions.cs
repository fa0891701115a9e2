namespace RiskFunctions.LocalHost.Sandbox.Limits;

/// <summary>A limit on requests of one kind.</summary>
internal sealed record RequestLimitOptions
{
    /// <summary>Requests that pass in one window. Default 30 (Okta management API, operation sendRiskEvents).</summary>
    public int Requests { get; init; } = 30;

    /// <summary>What the headers say instead of <see cref="Requests"/>. Null, the default: the truth.</summary>
    public int? AdvertisedRequests { get; init; }

    /// <summary>Length of the window. Default 60 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Default: sliding.</summary>
    public RequestWindowKind Kind { get; init; } = RequestWindowKind.Sliding;

    /// <summary>Whether refused requests use up the window as well. Default false: only requests that pass count.</summary>
    public bool CountRefused { get; init; }

    /// <summary>Requests at the same time; one more is answered 429 with a limit of 0. Null, the default: as many as come.</summary>
    public int? Concurrent { get; init; }

    /// <exception cref="SandboxConfigurationException">A value makes no sense; the message names it.</exception>
    public void Validate()
    {
        SandboxConfigurationException.ThrowUnless(Requests >= 1, "Limit.Requests must be at least 1.");
        SandboxConfigurationException.ThrowUnless(AdvertisedRequests is null or >= 1, "Limit.AdvertisedRequests must be at least 1.");
        SandboxConfigurationException.ThrowUnless(Concurrent is null or >= 1, "Limit.Concurrent must be at least 1.");
        SandboxConfigurationException.ThrowUnless(Window > TimeSpan.Zero, "Limit.Window must be longer than nothing.");
    }
}
