using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.State;

namespace RiskFunctions.Metering.Sharing;

/// <summary>
/// One instance's access to the shared state: load, decide, compare-and-swap, and again when another instance was faster.
/// While the store is down, it decides on its own state at half the limit. Afterwards it takes its grants back to the store.
/// </summary>
internal sealed partial class MeterSession(IMeterStore store, MeterRules rules, TimeProvider time, Random random, ILogger<MeterSession> logger) : IDisposable
{
    /// <summary>After so many lost races in a row the caller is told to ask again later.</summary>
    private const int MaxRaces = 12;

    /// <summary>How long the store is left alone after it failed.</summary>
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ErrorLogInterval = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1, 1);

    private MeterState _known = new();
    private List<MeterGrant>? _localGrants;
    private DateTimeOffset _storeAgainAt = DateTimeOffset.MinValue;
    private DateTimeOffset _logAgainAt = DateTimeOffset.MinValue;

    /// <summary>A random id of this instance among those that share the store.</summary>
    public string Instance { get; } = random.Next(0x10000000, int.MaxValue).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);

    public MeterRules Rules => rules;

    public string StoreName => store.Name;

    /// <summary>Whether decisions are made without the store now.</summary>
    public bool IsLocal => Volatile.Read(ref _localGrants) is not null;

    /// <summary>The state as last seen or made here.</summary>
    public MeterState Known => Volatile.Read(ref _known);

    /// <summary>Runs <paramref name="step"/> on the newest state and stores what it returns, unless that is what was loaded.</summary>
    /// <param name="step">Pure, as it may run more than once. While the store is down it gets rules with half the limit.</param>
    /// <param name="otherwise">The answer when too many races were lost, or the store is down and <paramref name="sharedOnly"/> is set.</param>
    /// <param name="sharedOnly">Do nothing while the store is down.</param>
    public async Task<T> UpdateAsync<T>(
        Func<MeterState, DateTimeOffset, MeterRules, (T Answer, MeterState State)> step,
        T otherwise,
        bool sharedOnly,
        CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() >= _storeAgainAt)
            {
                try
                {
                    return await UpdateSharedAsync(step, otherwise, cancellationToken);
                }
                catch (Exception e) when (e is MeterStoreException || !cancellationToken.IsCancellationRequested)
                {
                    // A fault of the store is no reason to stop delivery.
                    GoLocal(e is MeterStoreException ? e.Message : $"{e.GetType().Name}.");
                }
            }

            return sharedOnly ? otherwise : UpdateLocal(step);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<T> UpdateSharedAsync<T>(
        Func<MeterState, DateTimeOffset, MeterRules, (T Answer, MeterState State)> step,
        T otherwise,
        CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var document = await store.LoadAsync(cancellationToken);
            var (read, fault) = MeterStateDocument.Read(document.Content);
            var loaded = read ?? throw new MeterStoreException($"The document in the {store.Name} store is left alone because {fault}.");
            var current = WithLocalGrants(loaded);
            var (answer, next) = step(current, time.GetUtcNow(), rules);
            if (ReferenceEquals(next, loaded))
            {
                BackToShared(loaded);
                return answer;
            }

            if (await store.TrySaveAsync(MeterStateDocument.Write(next), document.Version, cancellationToken) is not null)
            {
                BackToShared(next);
                return answer;
            }

            // All losers would try again at the same moment: spread out, wider each time.
            await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 10 * (1 << Math.Min(race, 5))), time, cancellationToken);
        }

        return otherwise;
    }

    private T UpdateLocal<T>(Func<MeterState, DateTimeOffset, MeterRules, (T Answer, MeterState State)> step)
    {
        // Nobody else shares the local limit, so there is no line to stand in.
        var before = _known with { Waiting = _known.Waiting.RemoveAll(m => m.By != Instance) };
        var halved = rules with { Limit = Math.Max(1, rules.LimitIn(before) / 2), ReservedForHigh = rules.ReservedForHigh / 2 };
        var now = time.GetUtcNow();
        var (answer, next) = step(before, now, halved);

        // Counted rather than compared: two grants may have the same tick.
        var grant = new MeterGrant(now, Instance);
        _localGrants!.RemoveAll(g => g.At <= now - rules.Span);
        _localGrants.AddRange(Enumerable.Repeat(grant, next.Grants.Count(g => g == grant) - before.Grants.Count(g => g == grant)));
        Volatile.Write(ref _known, next);
        return answer;
    }

    // What was granted without the store counts in the shared window too. Some may be there already: a write that seemed to fail may
    // have arrived.
    private MeterState WithLocalGrants(MeterState loaded)
    {
        if (_localGrants is not { } local)
        {
            return loaded;
        }

        // The same for what Okta said meanwhile: a block or a lower limit.
        if (_known.BlockedUntil > time.GetUtcNow() && !(loaded.BlockedUntil >= _known.BlockedUntil))
        {
            loaded = loaded with { BlockedUntil = _known.BlockedUntil };
        }

        if (_known.OktaLimit is { } limit && limit != loaded.OktaLimit)
        {
            loaded = loaded with { OktaLimit = limit };
        }

        if (local.Count == 0)
        {
            return loaded;
        }

        var arrived = loaded.Grants.ToList();
        var missing = local.Where(g => !arrived.Remove(g)).ToList();
        return loaded with { Grants = missing.Aggregate(loaded.Grants, RateMeter.Insert) };
    }

    private void BackToShared(MeterState state)
    {
        Volatile.Write(ref _known, state);
        if (_localGrants is not null)
        {
            Volatile.Write(ref _localGrants, null);
            _storeAgainAt = DateTimeOffset.MinValue;
            _logAgainAt = DateTimeOffset.MinValue;
            LogBackToShared(store.Name);
        }
    }

    private void GoLocal(string reason)
    {
        var now = time.GetUtcNow();
        _storeAgainAt = now + StorePause;
        Volatile.Write(ref _localGrants, _localGrants ?? []);
        if (now >= _logAgainAt)
        {
            _logAgainAt = now + ErrorLogInterval;
            LogStoreDown(store.Name, reason);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The rate meter's {Store} store is down: {Reason} Going on alone at half the limit.", EventName = "MeterStoreDown")]
    private partial void LogStoreDown(string store, string reason);

    [LoggerMessage(2, LogLevel.Information, "The rate meter's {Store} store is back; the limit is shared again.", EventName = "MeterStoreBack")]
    private partial void LogBackToShared(string store);
}
