using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Throughput;

public sealed class ThroughputOfFourProcessesTests(ITestOutputHelper output)
{
    [LoadFact]
    public Task Backlog_of_3000_signals_four_processes_use_the_limit_and_never_break_it() =>
        new BacklogRun(output).RunAsync(signals: 3_000, workers: 4, oktaLimit: 30);
}
