using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.Metering;
using RiskFunctions.Metering.State;

namespace RiskFunctions.Core.Tests.Metering.Decision;

/// <summary>Whatever happens within the bounds of the guard, no window at Okta holds more than the limit.</summary>
public sealed class HardRuleProperties
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(200);

    private static readonly Gen<MeterRules> SharedRules =
        from limit in Gen.Frequency((2, Gen.Constant(1)), (2, Gen.Constant(2)), (3, Gen.Choose(3, 8)), (1, Gen.Constant(30)))
        from reserved in Gen.OneOf(Gen.Constant(0), Gen.Constant(limit - 1), Gen.Choose(0, limit - 1))
        from seconds in Gen.Elements(1, 10, 60)
        select MeterRules.From(
            new RateMeterOptions { RequestsPerMinute = limit, ReservedForHigh = reserved, Window = TimeSpan.FromSeconds(seconds) },
            isShared: true);

    [Fact]
    public void Decide_any_script_of_four_skewed_instances_keeps_every_window_within_the_limit() =>
        Check(SharedRules, MeterScript.Steps, 150);

    [Fact]
    public void Decide_any_script_of_one_instance_keeps_every_window_within_the_limit_with_the_smaller_guard() =>
        Check(
            SharedRules.Select(r => r with { Guard = MeterRules.PathGuard }),
            MeterScript.Steps.Select(s => s with { Instance = 0, Skew = 0 }),
            150);

    [Fact]
    public void KeepsTheHardRule_without_a_guard_is_broken_by_some_script()
    {
        // Shows that the scripts are sharp enough to find a missing guard; each part of it is needed.
        Assert.ThrowsAny<Exception>(() => Check(SharedRules.Select(r => r with { Guard = MeterRules.ClockGuard }), MeterScript.Steps, 150));
        Assert.ThrowsAny<Exception>(() => Check(SharedRules.Select(r => r with { Guard = MeterRules.PathGuard }), MeterScript.Steps, 150));
    }

    private static void Check(Gen<MeterRules> rules, Gen<Step> steps, int length)
    {
        var scripts = from r in rules from s in steps.ListOf(length) select (Rules: r, Steps: s.ToArray());
        Prop.ForAll(
            Arb.From(scripts, Shorter),
            script =>
            {
                var run = new MeterScript(script.Rules);
                run.Run(script.Steps);
                return run.KeepsTheHardRule();
            }).Check(Runs);
    }

    private static IEnumerable<(MeterRules Rules, Step[] Steps)> Shorter((MeterRules Rules, Step[] Steps) script)
    {
        for (var size = script.Steps.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= script.Steps.Length; at += size)
            {
                yield return (script.Rules, [.. script.Steps[..at], .. script.Steps[(at + size)..]]);
            }
        }
    }
}
