using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering.Decision;

/// <summary>Of any state, however odd: what one decision promises.</summary>
public sealed class DecisionProperties
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(2000);

    private static readonly Gen<Question> Questions =
        from limit in Gen.Frequency((1, Gen.Constant(1)), (1, Gen.Constant(2)), (3, Gen.Choose(3, 30)))
        from reserved in Gen.OneOf(Gen.Constant(0), Gen.Constant(limit - 1), Gen.Choose(0, limit - 1))
        from okta in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(1, 40).Select(n => (int?)n))
        from lane in Lanes()
        from grants in Gen.Choose(-70_000, 500).ListOf().Resize(40)
        from marks in Marks().ListOf().Resize(4)
        from blocked in Gen.Frequency((3, Gen.Constant<int?>(null)), (1, Gen.Choose(-1000, 60_000).Select(n => (int?)n)))
        select new Question(
            Rules(limit, reserved),
            lane,
            new MeterState
            {
                Grants = [.. grants.Order().Select(g => new MeterGrant(Milliseconds(g), "other"))],
                Waiting = [.. marks],
                OktaLimit = okta,
                BlockedUntil = blocked is null ? null : Milliseconds(blocked.Value),
            });

    [Fact]
    public void Decide_wait_until_is_always_later_than_now() => Check(q =>
        q.Decide(Start) is not PermitDecision.Wait wait || (wait.Until > Start && !(wait.RenewMarkAt <= Start)));

    [Fact]
    public void Decide_asked_again_when_it_says_grants_no_later_than_it_said_since_nobody_higher_waited() => Check(q => q.KeepsItsWord());

    [Fact]
    public void Decide_wait_without_a_mark_in_the_way_is_never_longer_than_needed() => Check(q =>
        q.Decide(Start) is not PermitDecision.Wait wait
        || q.HigherMarkLives(Start)
        || q.SomebodyIsAheadInLine
        || q.Decide(wait.Until - TimeSpan.FromTicks(1)) is PermitDecision.Wait);

    [Fact]
    public void Decide_lower_lane_never_passes_a_live_higher_mark_of_another() => Check(q =>
        !q.HigherMarkLives(Start) || q.Decide(Start) is PermitDecision.Wait);

    [Fact]
    public void Decide_grants_only_what_the_hard_rule_allows() => Check(q =>
        q.Decide(Start) is not PermitDecision.Granted || q.HardRuleAllows(Start, q.Limit));

    [Fact]
    public void Decide_lower_lane_never_takes_a_reserved_permit() => Check(q =>
        q.Lane == RiskLevel.High
        || q.Decide(Start) is not PermitDecision.Granted
        || q.HardRuleAllows(Start, Math.Max(1, q.Limit - q.Rules.ReservedForHigh)));

    private static void Check(Func<Question, bool> holds) => Prop.ForAll(Questions.ToArbitrary(), holds).Check(Runs);

    private static Gen<RiskLevel> Lanes() => Gen.Elements(RiskLevel.Low, RiskLevel.Medium, RiskLevel.High);

    private static Gen<WaitingMark> Marks() =>
        from who in Gen.Elements("me", "other", "third")
        from lane in Gen.Elements(RiskLevel.Medium, RiskLevel.High)
        from until in Gen.OneOf(Gen.Constant(0), Gen.Choose(-5_000, 15_500))
        select new WaitingMark(who, lane, Milliseconds(until));

    private static DateTimeOffset Milliseconds(int milliseconds) => Start + TimeSpan.FromMilliseconds(milliseconds);

    private sealed record Question(MeterRules Rules, RiskLevel Lane, MeterState State)
    {
        public int Limit => Rules.LimitIn(State);

        public PermitDecision Decide(DateTimeOffset now) => RateMeter.Decide(State, new PermitQuestion("me", Lane, null), now, Rules).Decision;

        /// <summary>Asks as an instance does: with the state that the last answer left, when the mark is to be renewed, and at the end of the wait.</summary>
        public bool KeepsItsWord()
        {
            var (now, state, promised) = (Start, State, default(DateTimeOffset?));
            while (true)
            {
                var (decision, next) = RateMeter.Decide(state, new PermitQuestion("me", Lane, null), now, Rules);
                if (decision is not PermitDecision.Wait wait)
                {
                    return true;
                }

                promised = HigherMarkLives(now) ? null : promised ?? wait.Until;
                (now, state) = (wait.RenewMarkAt < wait.Until ? wait.RenewMarkAt.Value : wait.Until, next);
                if (now > promised)
                {
                    return false;
                }
            }
        }

        public bool HigherMarkLives(DateTimeOffset now) => State.Waiting.Any(m => m.By != "me" && m.Lane > Lane && m.Until > now);

        /// <summary>What they leave to me depends on how long their marks live.</summary>
        public bool SomebodyIsAheadInLine => State.Waiting.Any(m => m.By != "me" && m.Lane == Lane);

        public bool HardRuleAllows(DateTimeOffset now, int allowance) => Counting(now) < allowance && !(State.BlockedUntil > now);

        private int Counting(DateTimeOffset now) => State.Grants.Count(g => g.At + Rules.Span > now);
    }
}
