using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.HighFirst;

public sealed class OvertakingFourProcessesTests(ITestOutputHelper output)
{
    [LoadFact]
    public Task High_signal_in_a_flood_four_processes_is_accepted_within_3_s() => new OvertakingRun(output).RunAsync(workers: 4);
}
