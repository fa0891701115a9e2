using BenchmarkDotNet.Attributes;
using RiskFunctions.Metering;
using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Benchmarks;

/// <summary>
/// One decision of the meter at the default limit, with an hour of history; and what the store adds, which is reading and writing the document.
/// </summary>
[MemoryDiagnoser]
public class MeterBenchmarks
{
    private const int Limit = 30;

    private static readonly DateTimeOffset Now = ManualTimeProvider.DefaultStart;

    private static readonly MeterRules Rules = MeterRules.From(new RateMeterOptions { RequestsPerMinute = Limit }, isShared: true);

    private readonly MeterState _halfFull = State(Limit / 2);
    private readonly MeterState _full = State(Limit);

    [Benchmark(Baseline = true, Description = "decide: granted to HIGH")]
    public object Grant() => RateMeter.Decide(_halfFull, new PermitQuestion("me", RiskLevel.High, null), Now, Rules).Decision;

    [Benchmark(Description = "decide: LOW must wait")]
    public object Wait() => RateMeter.Decide(_full, new PermitQuestion("me", RiskLevel.Low, null), Now, Rules).Decision;

    [Benchmark(Description = "read and write the shared document")]
    public object Document() => MeterStateDocument.Read(MeterStateDocument.Write(_full)).State!;

    private static MeterState State(int grants)
    {
        var state = new MeterState();
        for (var minute = MinuteLedger.KeptMinutes; minute > 1; minute--)
        {
            state = state with { Minutes = MinuteLedger.Add(state, Now.AddMinutes(-minute), m => m.WithPermit(RiskLevel.Low)) };
        }

        for (var grant = grants; grant > 0; grant--)
        {
            state = state with { Grants = state.Grants.Add(new MeterGrant(Now.AddSeconds(-grant), "other")) };
        }

        return state;
    }
}
