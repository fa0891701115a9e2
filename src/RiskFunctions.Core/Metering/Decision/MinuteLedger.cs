using System.Collections.Immutable;
using RiskFunctions.Metering.State;

namespace RiskFunctions.Metering.Decision;

/// <summary>The meter's history: counts into open minutes and closes finished ones. Pure.</summary>
internal static class MinuteLedger
{
    /// <summary>Closed minutes that are kept.</summary>
    public const int KeptMinutes = 60;

    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The minutes with <paramref name="change"/> applied to the one of <paramref name="at"/>.</summary>
    public static ImmutableArray<MinuteUse> Add(MeterState state, DateTimeOffset at, Func<MinuteUse, MinuteUse> change)
    {
        var minute = Start(at);

        // A closed minute never changes. An instance whose clock is behind counts into the next one.
        if (ClosedThrough(state, at) is { } closed && minute <= closed)
        {
            minute = closed + Minute;
        }

        // Where the timer is switched off nothing is closed. The document must not grow for ever.
        var minutes = state.Minutes.RemoveAll(m => m.Minute < minute - (KeptMinutes * Minute));
        return minutes.FirstOrDefault(m => m.Minute == minute) is { } known
            ? minutes.Replace(known, change(known) with { Limit = 0 })
            : [.. minutes.Append(change(new MinuteUse { Minute = minute })).OrderBy(m => m.Minute)];
    }

    /// <summary>
    /// Closes every minute that ended before <paramref name="now"/>, idle ones too, at most the last <see cref="KeptMinutes"/>.
    /// Returns the same state object when nothing changes.
    /// </summary>
    public static (IReadOnlyList<MinuteUse> Closed, MeterState State) Close(MeterState state, DateTimeOffset now, MeterRules rules)
    {
        var last = Start(now) - Minute;
        var minutes = state.Minutes.RemoveAll(m => m.Minute > now + MeterRules.BelievableLead);
        var closedThrough = ClosedThrough(state, now);
        var first = closedThrough + Minute ?? (minutes.IsEmpty ? last : minutes[0].Minute);
        var oldestKept = last - ((KeptMinutes - 1) * Minute);
        first = first < oldestKept ? oldestKept : first;
        if (first > last)
        {
            return ([], closedThrough == state.ClosedThrough ? state : state with { Minutes = minutes, ClosedThrough = closedThrough });
        }

        var known = minutes.ToDictionary(m => m.Minute);
        var limit = rules.LimitIn(state);
        var closed = new List<MinuteUse>();
        for (var minute = first; minute <= last; minute += Minute)
        {
            closed.Add((known.GetValueOrDefault(minute) ?? new MinuteUse { Minute = minute }) with { Limit = limit });
        }

        var next = RateMeter.Pruned(state, now, rules) with
        {
            Minutes =
            [
                .. minutes.Where(m => m.Minute >= oldestKept && m.Minute < first),
                .. closed,
                .. minutes.Where(m => m.Minute > last),
            ],
            ClosedThrough = last,
        };
        return (closed, next);
    }

    // A clock far ahead closes minutes that have not begun. Believed, it would stop the history of all others until then.
    // Instead the last closed minute is the newest finished one that has a limit, which a count after the closing takes away.
    private static DateTimeOffset? ClosedThrough(MeterState state, DateTimeOffset now) =>
        state.ClosedThrough <= now + MeterRules.BelievableLead
            ? state.ClosedThrough
            : state.Minutes.LastOrDefault(m => m.Limit > 0 && m.Minute < Start(now))?.Minute;

    private static DateTimeOffset Start(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
