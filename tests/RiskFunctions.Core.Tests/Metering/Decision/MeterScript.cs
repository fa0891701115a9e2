using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.State;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Signals;

namespace RiskFunctions.Core.Tests.Metering.Decision;

/// <summary>What happens next in a script.</summary>
internal enum StepKind
{
    Ask,

    /// <summary>Asks, and asks again at the very moment that the meter named, until it grants: the tightest schedule there is.</summary>
    AskUntilGranted,

    /// <summary>Another write is faster: the decision is lost.</summary>
    LoseRace,
    NameLimit,
    Throttle,
    NothingRemaining,
}

/// <param name="Skew">Of the clock of <paramref name="Instance"/> from now on, ms; the clock never goes back.</param>
/// <param name="Start">From the decision to the start of the request, ms.</param>
/// <param name="Path">
/// From the start of the request to Okta, ms; beyond 100, in ten thousandths of the window, when that is 10 s or more. The answer comes at that moment.
/// </param>
internal sealed record Step(StepKind Kind, int Instance, RiskLevel Lane, int Gap, int Skew, int Start, int Path, int Number);

/// <summary>A permit in true time.</summary>
/// <param name="Limit">In force when it was given.</param>
internal sealed record Arrival(DateTimeOffset At, int Limit);

/// <summary>Runs any sequence of requests, clocks and reports against the meter and keeps when requests reach Okta in true time.</summary>
internal sealed class MeterScript(MeterRules rules)
{
    public const int Instances = 4;

    private static readonly RiskLevel[] Lanes = [RiskLevel.Low, RiskLevel.Medium, RiskLevel.High];

    private readonly DateTimeOffset[] _clocks = new DateTimeOffset[Instances];
    private readonly List<(DateTimeOffset At, MeterGrant Grant, Step Step)> _unanswered = [];
    private DateTimeOffset _now = MeterTimes.Start;
    private MeterState _state = new();

    public List<Arrival> Arrivals { get; } = [];

    /// <summary>Steps within the promised bounds, with their ends as likely as everything between.</summary>
    public static Gen<Step> Steps { get; } =
        from kind in Gen.Frequency(
            (6, Gen.Constant(StepKind.Ask)),
            (6, Gen.Constant(StepKind.AskUntilGranted)),
            (1, Gen.Elements(StepKind.LoseRace, StepKind.NameLimit, StepKind.Throttle, StepKind.NothingRemaining)))
        from instance in Gen.Choose(0, Instances - 1)
        from lane in Gen.Elements(Lanes)
        from gap in Gen.Frequency((3, Gen.Constant(0)), (3, Gen.Choose(0, 3_000)), (1, Gen.Choose(0, 90_000)))
        from skew in Gen.OneOf(Gen.Elements(-500, 500), Gen.Choose(-500, 500))
        from start in Gen.OneOf(Gen.Elements(0, 400), Gen.Choose(0, 400))
        from path in Gen.Frequency((4, Gen.Elements(0, 100)), (4, Gen.Choose(0, 100)), (1, Gen.Choose(2_000, 8_000)))
        from number in Gen.Choose(1, 12)
        select new Step(kind, instance, lane, gap, skew, start, path, number);

    public void Run(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            _now += TimeSpan.FromMilliseconds(step.Gap);
            Apply(step);
        }
    }

    /// <summary>For each permit: those given before it that reach Okta in one window with it are fewer than the limit it was given under.</summary>
    public bool KeepsTheHardRule() => Arrivals
        .Select((arrival, i) => Arrivals.Take(i).Count(a => (a.At - arrival.At).Duration() < rules.Window) < arrival.Limit)
        .All(kept => kept);

    private void Apply(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Ask:
                Ask(step);
                break;
            case StepKind.AskUntilGranted:
                // Twenty turns are more than any wait takes unless a higher mark stands in the way.
                for (var i = 0; i < 20 && Ask(step) is PermitDecision.Wait wait; i++)
                {
                    _now += wait.Until - _clocks[step.Instance];
                }

                break;
            case StepKind.LoseRace:
                _ = RateMeter.Decide(_state, Request(step), Clock(step), rules);
                break;
            case StepKind.NameLimit:
                Learn(step, new RateLimitReading { Limit = step.Number, Remaining = 1 }, throttled: false);
                break;
            case StepKind.Throttle:
                Learn(step, new RateLimitReading { Limit = step.Number - 1, Remaining = 0, ResetIn = TimeSpan.FromSeconds(step.Number * 5) }, throttled: true);
                break;
            case StepKind.NothingRemaining:
                Learn(step, new RateLimitReading { Limit = step.Number, Remaining = 0, ResetIn = TimeSpan.FromSeconds(step.Number * 5) }, throttled: false);
                break;
        }
    }

    private PermitDecision Ask(Step step)
    {
        Answer();
        var limit = rules.LimitIn(_state);
        (var decision, _state) = RateMeter.Decide(_state, Request(step), Clock(step), rules);
        if (decision is PermitDecision.Granted)
        {
            var path = step.Path <= 100 || rules.Window < TimeSpan.FromSeconds(10)
                ? TimeSpan.FromMilliseconds(Math.Min(step.Path, 100))
                : rules.Window * (step.Path / 10_000d);
            var arrival = _now + TimeSpan.FromMilliseconds(step.Start) + path;
            Arrivals.Add(new Arrival(arrival, limit));
            _unanswered.Add((arrival, new MeterGrant(Clock(step), $"i{step.Instance}"), step));
        }

        return decision;
    }

    // A request counts where it arrived, which its answer tells.
    private void Answer()
    {
        foreach (var (at, grant, step) in _unanswered.Where(u => u.At <= _now).OrderBy(u => u.At).ToList())
        {
            var report = new SendReport { Grant = grant, AnsweredAt = at + TimeSpan.FromMilliseconds(step.Skew), Jitter = 0.5 };
            _state = LimitLearning.Learn(_state, report, _now, rules);
        }

        _unanswered.RemoveAll(u => u.At <= _now);
    }

    private void Learn(Step step, RateLimitReading reading, bool throttled) =>
        _state = LimitLearning.Learn(_state, new SendReport { RateLimit = reading, Throttled = throttled, Jitter = 0.5 }, Clock(step), rules);

    private DateTimeOffset Clock(Step step)
    {
        var told = _now + TimeSpan.FromMilliseconds(step.Skew);
        return _clocks[step.Instance] = told > _clocks[step.Instance] ? told : _clocks[step.Instance];
    }

    private static PermitQuestion Request(Step step) => new($"i{step.Instance}", step.Lane, null);
}
