using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.LocalHost.Sandbox.Recording;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;

namespace RiskFunctions.LocalHost.Sandbox;

/// <summary>
/// An Okta org as far as risk events and security event tokens need one: its credentials, its limits, its clock and its books.
/// Knows nothing of HTTP connections; <see cref="OktaSandboxServer"/> puts it on a port. Safe for several threads.
/// </summary>
internal sealed class OktaSandbox
{
    private readonly Lock _gate = new();
    private readonly IRequestLimit _limit;

    // Every other endpoint has a bucket of its own, so that a sender who takes its headers for those of risk events is found out.
    private readonly FixedRequestLimit _otherLimit = new(new RequestLimitOptions { Requests = 600 });
    private string? _apiToken;
    private int _inFlight;

    /// <exception cref="SandboxConfigurationException">An option makes no sense; the message names it.</exception>
    public OktaSandbox(SandboxOptions options, TimeProvider time)
    {
        options.Validate();
        Options = options;
        Clock = new SandboxClock(time, options.ClockOffset);
        Recorder = new SandboxRecorder(options);
        OAuth = new AuthorizationServer(options.OAuth, Clock);
        Faults = new FaultSwitch(Clock, options.Faults);
        _apiToken = options.ApiToken;
        _limit = IRequestLimit.For(options.Limit);
        SecurityEvents = new SetReceiver(options.SecurityEvents, Clock, Recorder.SecurityEvents);
    }

    public SandboxOptions Options { get; }

    public SandboxClock Clock { get; }

    public SandboxRecorder Recorder { get; }

    public AuthorizationServer OAuth { get; }

    public FaultSwitch Faults { get; }

    public SetReceiver SecurityEvents { get; }

    /// <summary>The API token accepted now; setting it makes the former one unknown at once.</summary>
    public string? ApiToken
    {
        get => Volatile.Read(ref _apiToken);
        set => Volatile.Write(ref _apiToken, value);
    }

    /// <summary>Books a risk event request and, when <paramref name="authorized"/>, asks the limit for it, both at the very same time.</summary>
    public (Arrival Arrival, LimitReading Reading) Arrive(bool authorized)
    {
        lock (_gate)
        {
            var now = Clock.Elapsed;
            return (Recorder.Arrive(now, Clock.TrueNow), authorized ? _limit.Take(now) : _limit.Read(now));
        }
    }

    /// <summary>Begins a risk event request. False when too many are under way already; <see cref="Leave"/> ends it in both cases.</summary>
    public bool Enter() => Interlocked.Increment(ref _inFlight) <= (Options.Limit.Concurrent ?? int.MaxValue);

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Asks the limit of all other endpoints.</summary>
    public LimitReading TakeOther()
    {
        lock (_gate)
        {
            return _otherLimit.Take(Clock.Elapsed);
        }
    }
}
