using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.HighFirst;

public sealed class OvertakingOneProcessTests(ITestOutputHelper output)
{
    [LoadFact]
    public Task High_signal_in_a_flood_one_process_is_accepted_within_3_s() => new OvertakingRun(output).RunAsync(workers: 1);
}
