using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Throughput;

public sealed class ThroughputOfOneProcessTests(ITestOutputHelper output)
{
    [LoadFact]
    public Task Backlog_of_1800_signals_one_process_uses_the_limit_and_never_breaks_it() =>
        new BacklogRun(output).RunAsync(signals: 1800, workers: 1, oktaLimit: 30);
}
