using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Throughput;

public sealed class LowerLimitOneProcessTests(ITestOutputHelper output)
{
    [LoadFact]
    public Task Backlog_of_1800_signals_one_process_learns_that_Okta_grants_15() =>
        new BacklogRun(output).RunAsync(signals: 1_800, workers: 1, oktaLimit: 15);
}
