using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Sending;

/// <summary>
/// Keeps this instance from hammering an Okta that is down or refuses the credential. After a failed turn only one probe at a time goes out,
/// with a growing pause before each, until one succeeds.
/// </summary>
/// <param name="destination">What goes through it, as its log lines name it: alerts tell destinations apart by that.</param>
internal sealed partial class OktaCircuit(string destination, TimeProvider time, ILogger<OktaCircuit> logger)
{
    public const string RiskEvents = "risk events";
    public const string SecurityEvents = "security events";

    private static readonly TimeSpan FirstPauseUnavailable = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MaxPauseUnavailable = TimeSpan.FromMinutes(1);

    /// <summary>A person mends a refused credential, so a probe a minute is soon enough. Okta locks nobody out for it.</summary>
    private static readonly TimeSpan FirstPauseRefused = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan MaxPauseRefused = TimeSpan.FromMinutes(5);

    /// <summary>How long one accepted request tells that Okta is up.</summary>
    private static readonly TimeSpan EvidenceLifetime = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private CircuitSnapshot _now = new(CircuitState.Closed, null, null, null);
    private TimeSpan _pause;
    private readonly List<(object Who, RiskLevel Level)> _waiting = [];
    private readonly HashSet<object> _failed = [];
    private object? _prober;
    private bool _probing;
    private long _successes;
    private long _lastSuccess;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many turns have succeeded. A request that fails while others succeed fails because of itself.</summary>
    public long Successes => Interlocked.Read(ref _successes);

    /// <summary>
    /// Whether a turn has succeeded since <see cref="Successes"/> was <paramref name="before"/>, and so lately that Okta is up now. False for null.
    /// </summary>
    public bool HasSucceededSince(long? before)
    {
        lock (_gate)
        {
            return _successes > before && time.GetElapsedTime(_lastSuccess) <= EvidenceLifetime;
        }
    }

    public CircuitSnapshot Snapshot => Volatile.Read(ref _now);

    public bool IsClosed => Snapshot.State == CircuitState.Closed;

    /// <summary>
    /// Waits until a request may go. A probe must be ended by <see cref="Succeed"/>, <see cref="Fail"/> or <see cref="GiveBack"/>.
    /// Of those that wait for a probe, the highest level goes first. Whoever has failed goes after the others, because the fault may be its own.
    /// </summary>
    /// <param name="who">Who asks, the same for all requests of a batch.</param>
    /// <exception cref="OperationCanceledException">The token fired while waiting; no turn was taken.</exception>
    public async Task<CircuitTurn> EnterAsync(RiskLevel level, object who, CancellationToken cancellationToken)
    {
        var place = (who, level);
        lock (_gate)
        {
            _waiting.Add(place);
        }

        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                TimeSpan pause;
                Task changed;
                lock (_gate)
                {
                    if (_now.State == CircuitState.Closed)
                    {
                        return CircuitTurn.Free;
                    }

                    pause = _now.NextProbeAt!.Value - time.GetUtcNow();
                    if (pause <= TimeSpan.Zero && !_probing && Equals(who, NextToProbe()))
                    {
                        _probing = true;
                        _prober = who;
                        return _now.State == CircuitState.Refused ? CircuitTurn.ProbeWithFreshCredential : CircuitTurn.Probe;
                    }

                    changed = _changed.Task;
                }

                // Ends with a change, when the probe is due, or when the token fires.
                await changed.WaitAsync(pause > TimeSpan.Zero ? pause : Timeout.InfiniteTimeSpan, time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            lock (_gate)
            {
                // Others may have let this one go first.
                _waiting.Remove(place);
                Announce();
            }
        }
    }

    /// <summary>Okta read the request and takes the credential: closes the circuit.</summary>
    public void Succeed()
    {
        CircuitSnapshot before;
        lock (_gate)
        {
            before = _now;
            _successes++;
            _lastSuccess = time.GetTimestamp();
            _probing = false;
            _failed.Clear();
            _pause = TimeSpan.Zero;
            _now = new CircuitSnapshot(CircuitState.Closed, null, null, null);
            Announce();
        }

        if (before is { State: not CircuitState.Closed, Since: { } since })
        {
            LogClosed(destination, (time.GetUtcNow() - since).TotalSeconds);
        }
    }

    /// <summary>The turn failed: opens the circuit, or keeps it open with a longer pause.</summary>
    /// <param name="turn">
    /// The turn that failed. A free turn says nothing new when the circuit is open already, nor does a probe when another turn has closed it since.
    /// </param>
    /// <param name="state"><see cref="CircuitState.Unavailable"/> or <see cref="CircuitState.Refused"/>.</param>
    /// <param name="reason">Words for an operator; no secret, no address.</param>
    /// <param name="who">Who failed on a free turn: others get the first probe. Null when that does not matter.</param>
    public void Fail(CircuitTurn turn, CircuitState state, string reason, object? who = null)
    {
        CircuitSnapshot after;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if ((turn == CircuitTurn.Free) != (_now.State == CircuitState.Closed))
            {
                return;
            }

            _probing = turn == CircuitTurn.Free && _probing;
            if ((turn == CircuitTurn.Free ? who : _prober) is { } failed)
            {
                _failed.Add(failed);
            }

            var (first, longest) = state == CircuitState.Refused
                ? (FirstPauseRefused, MaxPauseRefused)
                : (FirstPauseUnavailable, MaxPauseUnavailable);
            _pause = _now.State == state ? (_pause * 2 < longest ? _pause * 2 : longest) : first;
            after = _now = new CircuitSnapshot(state, reason, _now.Since ?? now, now + _pause);
            Announce();
        }

        if (state == CircuitState.Refused)
        {
            LogRefused(destination, reason, after.NextProbeAt);
        }
        else
        {
            LogOpened(destination, reason, after.NextProbeAt);
        }
    }

    /// <summary>The turn said nothing new about Okta: it was cancelled or throttled, or the content alone was at fault.</summary>
    public void GiveBack(CircuitTurn turn)
    {
        lock (_gate)
        {
            if (turn != CircuitTurn.Free)
            {
                _probing = false;
                Announce();
            }
        }
    }

    private object NextToProbe()
    {
        if (_waiting.TrueForAll(w => _failed.Contains(w.Who)))
        {
            _failed.Clear();
        }

        return _waiting.Where(w => !_failed.Contains(w.Who)).MaxBy(w => w.Level).Who;
    }

    private void Announce()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(1, LogLevel.Error,
        "Okta cannot take {Destination}: {Reason}. Messages are held; next probe at {NextProbeAt:HH:mm:ss} UTC.",
        EventName = "CircuitOpened")]
    private partial void LogOpened(string destination, string reason, DateTimeOffset? nextProbeAt);

    [LoggerMessage(2, LogLevel.Critical,
        "Okta refuses the credential of {Destination}: {Reason}. Messages are held; next probe, with a freshly read credential, at " +
        "{NextProbeAt:HH:mm:ss} UTC.",
        EventName = "CredentialRefused")]
    private partial void LogRefused(string destination, string reason, DateTimeOffset? nextProbeAt);

    [LoggerMessage(3, LogLevel.Information, "Okta takes {Destination} again after {Seconds:0} s.", EventName = "CircuitClosed")]
    private partial void LogClosed(string destination, double seconds);
}
