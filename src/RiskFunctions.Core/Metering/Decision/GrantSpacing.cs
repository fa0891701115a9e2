using RiskFunctions.Metering.State;
using RiskFunctions.Signals;

namespace RiskFunctions.Metering.Decision;

/// <summary>
/// Spreads what is left of the window over the time until it comes back, so that no traffic uses the window up and then waits for it
/// (docs/adr/0008-spread-and-fill.md). Pure.
/// </summary>
/// <remarks>
/// An example: 30 permits that count for 60 s, an empty window, and more signals than fit. HIGH may send at 0, 0, 1.9, 3.7, 5.6 s and so on: two at
/// once (<see cref="Ahead"/>), then about one every 2 s. LOW may send at 0, 1.8, 3.6, 5.4 s. Neither takes 30 at once and then waits for a minute.
/// </remarks>
internal static class GrantSpacing
{
    /// <summary>The permits that HIGH may take ahead of the spacing, so that single signals in a quiet minute go at once.</summary>
    public const int Ahead = 2;

    /// <summary>The spacing is kept on average over so many grants: after a grant that came late, the next ones may come sooner.</summary>
    private const int Averaged = 8;

    /// <summary>The part of the spacing that is always kept.</summary>
    private const double Least = 0.9;

    /// <summary>The first moment at which the spacing lets a lane send; long ago when no permit counts.</summary>
    /// <param name="grants">The permits that count now, oldest first.</param>
    /// <param name="lane">HIGH may run ahead; lower lanes leave one permit for the next HIGH.</param>
    /// <param name="limit">What the lane may use of the window.</param>
    /// <param name="span">How long a permit counts.</param>
    public static DateTimeOffset Earliest(ReadOnlySpan<MeterGrant> grants, RiskLevel lane, int limit, TimeSpan span)
    {
        if (grants.IsEmpty)
        {
            return DateTimeOffset.MinValue;
        }

        var even = EarliestOnAverage(grants, limit, span, reserved: 0, lent: TimeSpan.Zero);
        if (lane == RiskLevel.High)
        {
            return Earlier(EarliestAhead(grants, limit, span), even);
        }

        // The permit for HIGH is lent for at most one even spacing: a HIGH may wait that long.
        return Later(even, EarliestOnAverage(grants, limit, span, reserved: 1, lent: span / limit));
    }

    // The even spacing, kept on average: what the last grants were late, the next one may be sooner, up to a tenth of the spacing.
    // With fewer grants than are averaged it may be a tenth sooner.
    private static DateTimeOffset EarliestOnAverage(ReadOnlySpan<MeterGrant> grants, int limit, TimeSpan span, int reserved, TimeSpan lent)
    {
        var last = grants[^1].At;
        var (next, spacing) = EvenSpacing(grants, limit, span, reserved, lent);
        var averaged = Math.Clamp(limit / 2, 1, Averaged);
        var late = grants.Length >= averaged ? last - grants[^averaged].At - ((averaged - 1) * spacing) : TimeSpan.MaxValue;
        var sooner = Earlier(late, spacing * (1 - Least));
        return last + Later(next, sooner > TimeSpan.Zero ? spacing - sooner : spacing);
    }

    // A bucket: some permits go at once while the average spacing is kept and the window does not run low.
    // Each permit that comes back may allow it sooner, so the times between two of them are looked at one by one.
    private static DateTimeOffset EarliestAhead(ReadOnlySpan<MeterGrant> grants, int limit, TimeSpan span)
    {
        var from = DateTimeOffset.MinValue;
        for (var gone = 0; gone < grants.Length; gone++)
        {
            var left = grants[gone..];
            if (left.Length + Ahead <= limit && AheadOf(left, limit, span) is var at && at < left[0].At + span)
            {
                return at > from ? at : from;
            }

            from = left[0].At + span;
        }

        return from;
    }

    private static DateTimeOffset AheadOf(ReadOnlySpan<MeterGrant> grants, int limit, TimeSpan span) => grants.Length < Ahead
        ? DateTimeOffset.MinValue
        : grants[^Ahead].At + (Ahead * EvenSpacing(grants, limit, span, reserved: Ahead - 1, lent: TimeSpan.Zero).Spacing);

    /// <summary>
    /// Spacing: the smallest even time between the next grants at which none of them finds the window used up: when the k-th comes,
    /// k permits were free or have come back. Next: how long the window has no permit at all for the next one.
    /// </summary>
    /// <param name="reserved">Permits left for others.</param>
    /// <param name="lent">How long before its time a permit counts as back.</param>
    private static (TimeSpan Next, TimeSpan Spacing) EvenSpacing(ReadOnlySpan<MeterGrant> grants, int limit, TimeSpan span, int reserved, TimeSpan lent)
    {
        var free = limit - grants.Length - reserved;
        var (next, spacing) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var back = 1; back <= grants.Length; back++)
        {
            var comesBack = grants[back - 1].At + span - lent - grants[^1].At;
            if (free + back > 1)
            {
                spacing = Later(spacing, comesBack / (free + back));
            }
            else
            {
                next = Later(next, comesBack);
            }
        }

        return (next, Later(next, spacing));
    }

    private static T Later<T>(T a, T b)
        where T : IComparable<T> => a.CompareTo(b) > 0 ? a : b;

    private static T Earlier<T>(T a, T b)
        where T : IComparable<T> => a.CompareTo(b) < 0 ? a : b;
}
