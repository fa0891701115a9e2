using System.Collections.Immutable;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;

namespace RiskFunctions.Metering.Decision;

/// <summary>
/// Decides whether a lane may send now. Pure: the same state, question and time give the same answer.
/// The hard rule: no more than the limit in any window, over all lanes and instances. On top of it, permits are spread over the window, and HIGH goes first.
/// </summary>
internal static class RateMeter
{
    public static (PermitDecision Decision, MeterState State) Decide(
        MeterState state, PermitQuestion question, DateTimeOffset now, MeterRules rules)
    {
        var current = Pruned(state, now, rules);
        var earliest = Earliest(current, question, now, rules);
        return earliest <= now ? Granted(current, question, now, rules) : ToldToWait(current, state, question, now, earliest, rules);
    }

    /// <summary>
    /// The state without what no longer counts: grants outside the window, marks and blocks that ended. Times from a clock far ahead are
    /// cut down too, or one instance with a wrong clock would stop all others.
    /// </summary>
    public static MeterState Pruned(MeterState state, DateTimeOffset now, MeterRules rules)
    {
        var ahead = now + MeterRules.BelievableLead;
        return state with
        {
            Grants = NotAhead(state.Grants, now, ahead).RemoveAll(g => g.At <= now - rules.Span),
            Waiting = state.Waiting.RemoveAll(m => m.Until <= now || m.Until > ahead + rules.MarkLifetime),
            BlockedUntil = state.BlockedUntil > now && state.BlockedUntil <= ahead + rules.LongestBlock ? state.BlockedUntil : null,
        };
    }

    // A grant from the future happened, and by our clock not later than now.
    private static ImmutableArray<MeterGrant> NotAhead(ImmutableArray<MeterGrant> grants, DateTimeOffset now, DateTimeOffset ahead) =>
        grants.IsEmpty || grants[^1].At <= ahead
            ? grants
            : [.. grants.Select(g => g.At > ahead ? g with { At = now } : g).OrderBy(g => g.At)];

    // The first moment at which every rule lets the lane send. Now or earlier means that it may.
    private static DateTimeOffset Earliest(MeterState state, PermitQuestion question, DateTimeOffset now, MeterRules rules)
    {
        var limit = rules.LimitIn(state);
        var allowance = question.Lane < RiskLevel.High ? Math.Max(1, limit - rules.ReservedForHigh) : limit;

        var earliest = state.BlockedUntil ?? DateTimeOffset.MinValue;
        if (state.Grants.Length >= allowance)
        {
            earliest = Later(earliest, state.Grants[state.Grants.Length - allowance].At + rules.Span);
        }

        earliest = Later(earliest, GrantSpacing.Earliest(state.Grants.AsSpan(), question.Lane, allowance, rules.Span));

        // A waiting higher lane takes the next permit. This lane's turn is a spacing later at the earliest.
        var givesWay = state.Waiting.Any(m => m.Lane > question.Lane && m.By != question.By);
        var turns = AheadInLine(state, question) + (givesWay ? 1 : 0);
        return (givesWay ? Later(earliest, now) : earliest) + (turns * (rules.Span / limit));
    }

    /// <summary>
    /// How many other instances have waited longer in the same lane: their marks stand first. Each gets a spacing: at Okta's limit 2 s, more than
    /// clocks differ. Without this order one instance could lose every race for minutes. A dead instance costs a spacing for each permit until its mark ends.
    /// </summary>
    private static int AheadInLine(MeterState state, PermitQuestion question) =>
        state.Waiting.TakeWhile(m => m.By != question.By || m.Lane != question.Lane).Count(m => m.Lane == question.Lane);

    private static (PermitDecision Decision, MeterState State) Granted(
        MeterState state, PermitQuestion question, DateTimeOffset now, MeterRules rules)
    {
        var grant = new MeterGrant(now, question.By);
        var granted = state with
        {
            Grants = Insert(state.Grants, grant),
            Minutes = MinuteLedger.Add(state, now, minute => minute.WithPermit(question.Lane)),
            Waiting = question.StillWaiting is { } lane && lane > RiskLevel.Low
                ? Marked(state.Waiting, new WaitingMark(question.By, lane, now + rules.MarkLifetime))
                : Unmarked(state.Waiting, question.By),
        };
        return (new PermitDecision.Granted(grant), granted);
    }

    // A mark is written only when it is missing, of another lane, or half gone: waiting alone must not load the store.
    private static (PermitDecision Decision, MeterState State) ToldToWait(
        MeterState state, MeterState original, PermitQuestion question, DateTimeOffset now, DateTimeOffset earliest, MeterRules rules)
    {
        if (question.Lane == RiskLevel.Low)
        {
            return (new PermitDecision.Wait(earliest, null), original);
        }

        var half = rules.MarkLifetime / 2;
        var behind = AheadInLine(state, question) > 0;
        var mark = state.Waiting.FirstOrDefault(m => m.By == question.By && m.Lane == question.Lane);
        if (mark is not null && mark.Until - now > half)
        {
            return (new PermitDecision.Wait(earliest, mark.Until - half, behind), original);
        }

        // A renewed mark keeps its place in line.
        var renewed = new WaitingMark(question.By, question.Lane, now + rules.MarkLifetime);
        var waiting = mark is null ? Marked(state.Waiting, renewed) : state.Waiting.Replace(mark, renewed);
        return (new PermitDecision.Wait(earliest, renewed.Until - half, behind), state with { Waiting = waiting });
    }

    /// <summary>A permit that no request has used, nor will: it no longer counts.</summary>
    public static MeterState Returned(MeterState state, MeterGrant grant, RiskLevel lane) => !state.Grants.Contains(grant) ? state : state with
    {
        Grants = state.Grants.Remove(grant),
        Minutes = MinuteLedger.Add(state, grant.At, minute => minute.WithPermit(lane, -1)),
    };

    /// <summary>Keeps grants in the order of their times, whatever the instances' clocks say.</summary>
    public static ImmutableArray<MeterGrant> Insert(ImmutableArray<MeterGrant> grants, MeterGrant grant)
    {
        var at = grants.Length;
        while (at > 0 && grants[at - 1].At > grant.At)
        {
            at--;
        }

        return grants.Insert(at, grant);
    }

    private static ImmutableArray<WaitingMark> Unmarked(ImmutableArray<WaitingMark> marks, string by) =>
        marks.RemoveAll(m => m.By == by);

    private static ImmutableArray<WaitingMark> Marked(ImmutableArray<WaitingMark> marks, WaitingMark mark) =>
        Unmarked(marks, mark.By).Add(mark);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
