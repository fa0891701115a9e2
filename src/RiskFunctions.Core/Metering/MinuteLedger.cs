using System.Collections.Immutable;

namespace RiskFunctions.Metering;

/// <summary>The meter's history: counts into open minutes, and closes finished ones. Pure.</summary>
internal static class MinuteLedger
{
    /// <summary>Closed minutes that are kept.</summary>
    public const int KeptMinutes = 60;

    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The minutes with <paramref name="change"/> applied to the one of <paramref name="at"/>.</summary>
    public static ImmutableArray<MinuteUse> Add(MeterState state, DateTimeOffset at, Func<MinuteUse, MinuteUse> change)
    {
        var minute = Start(at);

        // An instance whose clock is behind may count into a minute that another has closed already. A closed one never changes.
        if (minute <= state.ClosedThrough)
        {
            minute = state.ClosedThrough.Value + Minute;
        }

        // A program whose timer is switched off closes nothing; its document must not grow for ever.
        var minutes = state.Minutes.RemoveAll(m => m.Minute < minute - (KeptMinutes * Minute));
        var index = IndexOf(minutes, minute, out var found);
        return found
            ? minutes.SetItem(index, change(minutes[index]))
            : minutes.Insert(index, change(new MinuteUse { Minute = minute }));
    }

    /// <summary>
    /// Closes every minute that ended before <paramref name="now"/> and is not closed yet, idle ones too (at most the last
    /// <see cref="KeptMinutes"/>). The state is the same object when there was nothing to close.
    /// </summary>
    public static (IReadOnlyList<MinuteUse> Closed, MeterState State) Close(MeterState state, DateTimeOffset now, MeterRules rules)
    {
        var last = Start(now) - Minute;
        var first = state.ClosedThrough + Minute ?? (state.Minutes.IsEmpty ? last : state.Minutes[0].Minute);
        var oldestKept = last - ((KeptMinutes - 1) * Minute);
        first = first < oldestKept ? oldestKept : first;
        if (first > last)
        {
            return ([], state);
        }

        var known = state.Minutes.ToDictionary(m => m.Minute);
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
                .. state.Minutes.Where(m => m.Minute >= oldestKept && m.Minute < first),
                .. closed,
                .. state.Minutes.Where(m => m.Minute > last),
            ],
            ClosedThrough = last,
        };
        return (closed, next);
    }

    private static DateTimeOffset Start(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private static int IndexOf(ImmutableArray<MinuteUse> minutes, DateTimeOffset minute, out bool found)
    {
        for (var i = 0; i < minutes.Length; i++)
        {
            if (minutes[i].Minute >= minute)
            {
                found = minutes[i].Minute == minute;
                return i;
            }
        }

        found = false;
        return minutes.Length;
    }
}
