using System.Collections.Immutable;
using RiskFunctions.Metering.State;
using RiskFunctions.Okta.Answers;

namespace RiskFunctions.Metering.Decision;

/// <summary>Folds Okta's answers into the meter's state. Pure.</summary>
internal static class LimitLearning
{
    /// <summary>Okta's SDKs wait a second longer than the reset says: both times are cut to whole seconds.</summary>
    private static readonly TimeSpan WholeSeconds = TimeSpan.FromSeconds(1);

    /// <summary>The widest jitter after a reset.</summary>
    private static readonly TimeSpan MaxJitter = TimeSpan.FromSeconds(1);

    /// <summary>After a 429 whose reset cannot be believed, and after one of Okta's concurrency limit (Limit 0), whose reset is only a suggestion.</summary>
    private static readonly TimeSpan ConcurrencyPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan UnknownPause = TimeSpan.FromSeconds(15);

    public static MeterState Learn(MeterState state, SendReport report, DateTimeOffset now, MeterRules rules)
    {
        var answeredAt = report.AnsweredAt ?? now;
        var next = state with
        {
            Grants = report.Grant is { } grant && IsLate(grant, answeredAt) ? Moved(state.Grants, grant, answeredAt) : state.Grants,
            OktaLimit = report.RateLimit?.Limit is > 0 and var limit ? limit : state.OktaLimit,
            Minutes = report.Throttled || report.Events > 0
                ? MinuteLedger.Add(state, now, m => m with
                {
                    Events = m.Events + report.Events,
                    Subjects = m.Subjects + report.Subjects,
                    Throttled = m.Throttled + (report.Throttled ? 1 : 0),
                })
                : state.Minutes,
        };
        var pause = report.Throttled ? AfterThrottling(report, rules) : AfterLastRequest(next, report.RateLimit, answeredAt, rules);
        var until = answeredAt + pause;
        return pause > TimeSpan.Zero && !(next.BlockedUntil >= until) ? next with { BlockedUntil = until } : next;
    }

    /// <summary>
    /// The request may have reached Okta later than the guard allows for: a stalled machine, a connection that was slow to be made. An answer within
    /// <see cref="MeterRules.LocalGuard"/> says nothing, for most of that is Okta's own work and the way back.
    /// </summary>
    public static bool IsLate(MeterGrant grant, DateTimeOffset answeredAt) => answeredAt - grant.At > MeterRules.LocalGuard;

    // Okta counts a request when it arrives, which is before its answer at the latest: from there the permit counts.
    private static ImmutableArray<MeterGrant> Moved(ImmutableArray<MeterGrant> grants, MeterGrant grant, DateTimeOffset answeredAt) =>
        grants.Contains(grant) ? RateMeter.Insert(grants.Remove(grant), grant with { At = answeredAt - MeterRules.PathGuard }) : grants;

    private static TimeSpan AfterThrottling(SendReport report, MeterRules rules)
    {
        var jitter = MaxJitter * report.Jitter;
        if (report.RateLimit?.Limit == 0)
        {
            return ConcurrencyPause + jitter;
        }

        // Asked for by what stands before Okta, which has windows of its own. A longer block than the meter believes would be none.
        if (report.RateLimit?.RetryAfter is { } wait)
        {
            var longest = rules.LongestBlock - MaxJitter;
            return (wait < longest ? wait : longest) + jitter;
        }

        return Believable(report.RateLimit?.ResetIn, rules) is { } reset ? reset + WholeSeconds + jitter : UnknownPause + jitter;
    }

    // Okta says that the window is used up. When our own permits explain that, the hard rule already waits for the right moment, and
    // more exactly than whole seconds can say. Otherwise somebody else uses the same limit, and only Okta knows when there is room.
    private static TimeSpan AfterLastRequest(MeterState state, RateLimitReading? reading, DateTimeOffset answeredAt, MeterRules rules)
    {
        if (reading is not { Remaining: 0, Limit: { } limit } || Believable(reading.ResetIn, rules) is not { } reset)
        {
            return TimeSpan.Zero;
        }

        // Reset may be rounded up and Date is cut, which is nearly two seconds; and we wrote our permits down a little before, or by
        // another clock than, the moment at which Okta counted them, which is what the guard allows for.
        var windowStart = answeredAt + reset - rules.Window - (2 * WholeSeconds) - rules.Guard;
        var own = state.Grants.Count(g => g.At >= windowStart);
        return own >= limit ? TimeSpan.Zero : reset + WholeSeconds;
    }

    // A reset in the past says nothing, and one far ahead is a wrong clock or a wrong header: Okta's windows are a minute long.
    // Zero is a reset within this very second, because both times are cut to whole ones.
    private static TimeSpan? Believable(TimeSpan? resetIn, MeterRules rules) =>
        resetIn >= TimeSpan.Zero && resetIn <= 2 * rules.Window ? resetIn : null;
}
