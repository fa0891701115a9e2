using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Throughput;

public sealed class LowerLimitFourProcessesTests(ITestOutputHelper output)
{
    [LoadFact]
    public Task Backlog_of_1800_signals_four_processes_learn_that_Okta_grants_15() =>
        new BacklogRun(output).RunAsync(signals: 1_800, workers: 4, oktaLimit: 15);
}
