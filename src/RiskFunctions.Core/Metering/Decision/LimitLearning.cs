using System.Collections.Immutable;
using RiskFunctions.Metering.State;
using RiskFunctions.Okta.Answers;

namespace RiskFunctions.Metering.Decision;

/// <summary>Folds Okta's answers into the meter's state. Pure.</summary>
internal static class LimitLearning
{
    /// <summary>Reset and Date are cut to whole seconds, so Okta's SDKs wait a second longer than the reset says.</summary>
    private static readonly TimeSpan WholeSeconds = TimeSpan.FromSeconds(1);

    /// <summary>The widest jitter after a reset.</summary>
    private static readonly TimeSpan MaxJitter = TimeSpan.FromSeconds(1);

    /// <summary>After a 429 of Okta's concurrency limit (Limit 0), whose reset is only a suggestion.</summary>
    private static readonly TimeSpan ConcurrencyPause = TimeSpan.FromSeconds(2);

    /// <summary>After a 429 without a believable reset.</summary>
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
    /// Whether the request may have reached Okta later than the guard allows: a stalled machine, a slow connection. An answer within
    /// <see cref="MeterRules.LocalGuard"/> says nothing, because most of that time is Okta's own work and the way back.
    /// </summary>
    public static bool IsLate(MeterGrant grant, DateTimeOffset answeredAt) => answeredAt - grant.At > MeterRules.LocalGuard;

    // Okta counts a request when it arrives, at the latest just before its answer. The permit counts from there.
    private static ImmutableArray<MeterGrant> Moved(ImmutableArray<MeterGrant> grants, MeterGrant grant, DateTimeOffset answeredAt) =>
        grants.Contains(grant) ? RateMeter.Insert(grants.Remove(grant), grant with { At = answeredAt - MeterRules.PathGuard }) : grants;

    private static TimeSpan AfterThrottling(SendReport report, MeterRules rules)
    {
        var jitter = MaxJitter * report.Jitter;
        if (report.RateLimit?.Limit == 0)
        {
            return ConcurrencyPause + jitter;
        }

        // Retry-After comes from a gateway before Okta, with windows of its own. The meter believes no longer block, so it is cut.
        if (report.RateLimit?.RetryAfter is { } wait)
        {
            var longest = rules.LongestBlock - MaxJitter;
            return (wait < longest ? wait : longest) + jitter;
        }

        return Believable(report.RateLimit?.ResetIn, rules) is { } reset ? reset + WholeSeconds + jitter : UnknownPause + jitter;
    }

    // Okta says that the window is used up. If our own permits explain that, the hard rule waits more exactly than whole seconds can say.
    // Otherwise somebody else uses the same limit, and only Okta knows when there is room.
    private static TimeSpan AfterLastRequest(MeterState state, RateLimitReading? reading, DateTimeOffset answeredAt, MeterRules rules)
    {
        if (reading is not { Remaining: 0, Limit: { } limit } || Believable(reading.ResetIn, rules) is not { } reset)
        {
            return TimeSpan.Zero;
        }

        // Either may be off by a second: nearly two seconds. The guard allows for the difference between the time that we wrote
        // down for a permit and the time at which Okta counted its request.
        var windowStart = answeredAt + reset - rules.Window - (2 * WholeSeconds) - rules.Guard;
        var own = state.Grants.Count(g => g.At >= windowStart);
        return own >= limit ? TimeSpan.Zero : reset + WholeSeconds;
    }

    // A reset in the past says nothing. One far ahead is a wrong clock or header: Okta's windows are a minute long.
    // Zero is a reset within this second, because both times are cut.
    private static TimeSpan? Believable(TimeSpan? resetIn, MeterRules rules) =>
        resetIn >= TimeSpan.Zero && resetIn <= 2 * rules.Window ? resetIn : null;
}
