using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering.Decision;

/// <summary>Of whole runs of the meter from an empty window: how long anybody waits, and how much of the limit is used.</summary>
public sealed class SpacingProperties
{
    private static readonly RiskLevel[] BestFirst = [RiskLevel.High, RiskLevel.Medium, RiskLevel.Low];

    /// <summary>For each lane the pauses, in milliseconds, from the end of one request to the arrival of the next; 0 is a backlog.</summary>
    private static readonly Gen<int[][]> Arrivals =
        from high in Pauses()
        from medium in Pauses()
        from low in Pauses()
        select new[] { low, medium, high };

    [Theory]
    [InlineData(30)]
    [InlineData(15)]
    [InlineData(5)]
    public void No_lane_that_may_send_waits_longer_than_twice_the_even_spacing(int limit) => Holds(arrivals =>
        new Run(Rules(limit), arrivals).LongestWait(At(600)) <= 2 * Rules(limit).Span / limit);

    [Fact]
    public void Backlog_of_any_lanes_uses_the_limit() => Holds(arrivals =>
    {
        foreach (var lane in BestFirst.Where((_, i) => arrivals[i].Length % 2 == 0).DefaultIfEmpty(RiskLevel.Low))
        {
            arrivals[(int)lane] = [0];
        }

        return new Run(Rules(), arrivals).Used(At(180), At(780)) >= 0.97;
    });

    [Theory]
    [InlineData(10)]
    [InlineData(5)]
    [InlineData(2)]
    [InlineData(1)]
    public void Backlog_of_low_beside_single_high_uses_the_limit(int seconds)
    {
        var used = new Run(Rules(), [[0], [int.MaxValue], [seconds * 1000]]).Used(At(180), At(1380));

        Assert.True(used >= 0.95, $"{used:P1} used");
    }

    private static Gen<int[]> Pauses() => Gen.OneOf(
        Gen.Constant(new[] { 0 }),
        Gen.Constant(new[] { int.MaxValue }),
        Gen.Choose(0, 20_000).ArrayOf(7),
        Gen.Choose(0, 2_000).ArrayOf(7),
        Gen.Elements(0, 0, 0, 0, 120_000).ArrayOf(9));

    private static void Holds(Func<int[][], bool> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Arrivals.ToArbitrary(), property));

    /// <summary>One instance: at most one request a lane waits, and the highest goes first.</summary>
    private sealed class Run(MeterRules rules, int[][] pauses)
    {
        private readonly DateTimeOffset[] _arrival = [.. pauses.Select(p => Start.AddMilliseconds(p[0]))];
        private readonly int[] _next = new int[pauses.Length];
        private readonly List<DateTimeOffset> _granted = [];

        public TimeSpan LongestWait(DateTimeOffset end) => Play(end);

        public double Used(DateTimeOffset from, DateTimeOffset end)
        {
            Play(end);
            return _granted.Count(g => g >= from && g < end) / (rules.Limit * ((end - from) / rules.Window));
        }

        // From the later of the arrival and the last grant, since somebody may always send then.
        private TimeSpan Play(DateTimeOffset end)
        {
            var (state, now, longest) = (new MeterState(), Start, TimeSpan.Zero);
            while (now < end)
            {
                var waiting = BestFirst.Where(l => _arrival[(int)l] <= now).ToList();
                if (waiting.Count == 0)
                {
                    now = _arrival.Min();
                    continue;
                }

                var still = waiting.Count > 1 ? waiting[1] : (RiskLevel?)null;
                (var decision, state) = RateMeter.Decide(state, new PermitQuestion("me", waiting[0], still), now, rules);
                if (decision is PermitDecision.Wait wait)
                {
                    var sooner = _arrival.Where(a => a > now).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
                    now = sooner < wait.Until ? sooner : wait.Until;
                    continue;
                }

                var since = _granted.Count > 0 && _granted[^1] > _arrival[(int)waiting[0]] ? _granted[^1] : _arrival[(int)waiting[0]];
                longest = now - since > longest ? now - since : longest;
                _granted.Add(now);
                Again((int)waiting[0], now);
            }

            return longest;
        }

        private void Again(int lane, DateTimeOffset now) =>
            _arrival[lane] = now.AddMilliseconds(pauses[lane][++_next[lane] % pauses[lane].Length]);
    }
}
