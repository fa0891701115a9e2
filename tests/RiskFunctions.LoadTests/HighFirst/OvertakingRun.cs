using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Sandbox.Limits;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.HighFirst;

/// <summary>HIGH signals, one every 10 s, while 3,000 LOW ones wait.</summary>
internal sealed class OvertakingRun(ITestOutputHelper output)
{
    private const int Flood = 3_000;
    private const int HighSignals = 19;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    public async Task RunAsync(int workers)
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await Stage.StartAsync(new RequestLimitOptions { Window = Window }, shared: workers > 1, end.Token);
        await stage.AddWorkersAsync(workers, end.Token);
        var traffic = new Traffic();
        stage.Broker.Send(traffic.Signals("LOW", Flood));

        // From here on the window is full of LOW, and stays so.
        await Task.Delay(Window, TimeProvider.System, end.Token);
        var sent = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        for (var i = 0; i < HighSignals; i++)
        {
            var message = traffic.Signal("HIGH", out var address);
            sent[address] = TimeProvider.System.GetUtcNow();
            stage.Broker.Send(message);
            await Task.Delay(Between, TimeProvider.System, end.Token);
        }

        var arrivals = stage.Okta.Recorder.Subjects()
            .Where(s => sent.ContainsKey(s.Ip))
            .GroupBy(s => s.Ip, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Min(s => s.ArrivedAt), StringComparer.Ordinal);
        var waits = arrivals.Select(a => a.Value - sent[a.Key]).Order().ToList();
        output.WriteLine(
            $"{Flood} LOW, a HIGH every {Between.TotalSeconds:0} s, {workers} process(es): {waits.Count} of {sent.Count} HIGH accepted; "
            + $"wait median {waits[waits.Count / 2].TotalSeconds:0.00} s, longest {waits[^1].TotalSeconds:0.00} s; "
            + $"{stage.Broker.Counts()["low"].Active} LOW still wait; {stage.Describe()}");
        Assert.Equal(sent.Count, waits.Count);
        Assert.InRange(waits[^1], TimeSpan.Zero, LongestWait);
        Assert.True(stage.Broker.Counts()["low"].Active > 0, "The flood ended before the last HIGH.");
        Assert.Equal(0, stage.Statistics.Throttled);
    }
}
