using RiskFunctions.Secrets;

namespace RiskFunctions.Okta.OAuth.Tokens;

/// <summary>
/// Keeps the access token. All callers share one fetch at a time. Shortly before its end the token is renewed in the background while it is
/// still used, so no HIGH signal waits for the token endpoint, and an outage of a few minutes there is not felt.
/// </summary>
/// <param name="fetch">Fetches a token; true: the secret is read afresh too.</param>
internal sealed class AccessTokenCache(Func<bool, CancellationToken, Task<AccessToken>> fetch, TimeProvider time, ILogger logger)
{
    /// <summary>The pause after a renewal in the background failed.</summary>
    public static readonly TimeSpan RenewalPause = TimeSpan.FromSeconds(30);

    /// <summary>Callers who were refused together ask within this time. A token that is younger answers them all.</summary>
    public static readonly TimeSpan SharedFor = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait that is believed: a wrong header must not hold up HIGH signals for hours.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private AccessToken? _current;
    private long _currentSince;
    private AccessToken? _refused;
    private Task<AccessToken>? _running;
    private long? _renewalFailedAt;
    private (CredentialUnavailableException Asked, long Since, TimeSpan For)? _wait;

    /// <summary>The present token, or a new one. Cancelling ends this caller's wait, not the fetch that others share.</summary>
    public Task<AccessToken> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_current is not { } current || current.IsExpired(time))
            {
                return JoinOrStart(freshSecret: false).WaitAsync(cancellationToken);
            }

            if (current.NeedsRenewal(time) && !(_renewalFailedAt is { } at && time.GetElapsedTime(at) < RenewalPause) && WaitLeft() == TimeSpan.Zero)
            {
                _ = JoinOrStart(freshSecret: false);
            }

            return Task.FromResult(current);
        }
    }

    /// <summary>
    /// A token in place of one that Okta refused. A very young present token that was not refused itself will do: another caller,
    /// refused at the same moment, has fetched it.
    /// </summary>
    public Task<AccessToken> RenewAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _current is { } current && !current.IsExpired(time)
                && !ReferenceEquals(_refused, current) && time.GetElapsedTime(_currentSince) < SharedFor
                ? Task.FromResult(current)
                : JoinOrStart(freshSecret: true).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Notes that Okta refused the token. It is still handed out until somebody asks for another.</summary>
    public void MarkRefused(AccessToken token)
    {
        lock (_gate)
        {
            _refused = token;
        }
    }

    /// <summary>Takes the token out of use: the next caller gets another.</summary>
    public void Withdraw(AccessToken token)
    {
        lock (_gate)
        {
            _current = ReferenceEquals(_current, token) ? null : _current;
        }
    }

    // While Okta asked for a wait, nobody asks it: the tries of several lanes would add up.
    private Task<AccessToken> JoinOrStart(bool freshSecret) => _running is null && WaitLeft() is var left && left > TimeSpan.Zero
        ? Task.FromException<AccessToken>(new CredentialUnavailableException(_wait!.Value.Asked.Message) { RetryAfter = left })
        : _running ??= Start(freshSecret);

    private TimeSpan WaitLeft() =>
        _wait is { } wait && wait.For - time.GetElapsedTime(wait.Since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private Task<AccessToken> Start(bool freshSecret)
    {
        var task = Task.Run(() => FetchAsync(freshSecret));

        // Observes a failure when every caller has left.
        _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return task;
    }

    private async Task<AccessToken> FetchAsync(bool freshSecret)
    {
        AccessToken? token = null;
        CredentialUnavailableException? unavailable = null;
        try
        {
            token = await fetch(freshSecret, CancellationToken.None);
            return token;
        }
        catch (Exception e)
        {
            unavailable = e as CredentialUnavailableException;
            if (HasUsableToken())
            {
                logger.RenewalFailed(Words(e));
            }

            throw;
        }
        finally
        {
            lock (_gate)
            {
                _wait = unavailable?.RetryAfter is { } asked ? (unavailable, time.GetTimestamp(), asked < LongestWait ? asked : LongestWait) : null;
                _currentSince = token is null ? _currentSince : time.GetTimestamp();
                _current = token ?? _current;
                _renewalFailedAt = token is null ? time.GetTimestamp() : null;
                _running = null;
            }
        }
    }

    // The text of an unforeseen exception may hold anything.
    private static string Words(Exception e) =>
        e is AuthorizationRefusedException or CredentialUnavailableException or SecretUnavailableException ? e.Message : $"{e.GetType().Name}.";

    private bool HasUsableToken()
    {
        lock (_gate)
        {
            return _current is { } current && !current.IsExpired(time);
        }
    }
}
