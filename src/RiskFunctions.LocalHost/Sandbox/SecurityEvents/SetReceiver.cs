using RiskFunctions.LocalHost.Sandbox.Limits;

namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>The part of the org that takes SETs: its providers, its users and a limit apart from that of risk events. Safe for several threads.</summary>
internal sealed class SetReceiver(SecurityEventsOptions options, SandboxClock clock, SetRecorder recorder)
{
    private readonly Lock _gate = new();
    private readonly IRequestLimit _limit = IRequestLimit.For(options.Limit);
    private readonly SetVerifier _verifier = new(options, clock, recorder.Fetching);
    private int _inFlight;

    public SecurityEventsOptions Options => options;

    /// <summary>Adds a provider, or takes the place of the one with the same issuer or configuration.</summary>
    /// <exception cref="SandboxConfigurationException">A value makes no sense; the message names it.</exception>
    public void Register(SecurityEventsProvider provider) => _verifier.Register(provider);

    /// <summary>Books a request and, when it <paramref name="counts"/>, asks the limit for it, both at the very same time.</summary>
    public (Arrival Arrival, LimitReading Reading) Arrive(bool counts)
    {
        lock (_gate)
        {
            var now = clock.Elapsed;
            return (recorder.Arrive(now, clock.TrueNow), counts ? _limit.Take(now) : _limit.Read(now));
        }
    }

    /// <summary>Begins a request. False when too many are under way already; <see cref="Leave"/> ends it in both cases.</summary>
    public bool Enter() => Interlocked.Increment(ref _inFlight) <= (options.Limit.Concurrent ?? int.MaxValue);

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <param name="body">The compact JWS.</param>
    /// <param name="audience">The org's URL without a slash at its end.</param>
    public Task<SetResult> VerifyAsync(ReadOnlyMemory<byte> body, string audience, CancellationToken cancellationToken) =>
        _verifier.VerifyAsync(body, audience, cancellationToken);

    /// <summary>Whether no user that it names is one of the org's.</summary>
    public bool Ignores(ReceivedSet set) =>
        options.KnownUsers is { } known && !set.Statements.Any(s => s.User is { } user && known.Contains(user, StringComparer.OrdinalIgnoreCase));
}
