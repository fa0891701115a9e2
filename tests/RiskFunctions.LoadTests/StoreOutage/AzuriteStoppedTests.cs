using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Sandbox.Limits;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.StoreOutage;

public sealed class AzuriteStoppedTests(ITestOutputHelper output)
{
    private const int Signals = 700;
    private const int Workers = 2;
    private const int Limit = 30;

    /// <summary>Requests before the store stops: few enough that half the limit is not yet used up, and delivery goes on.</summary>
    private const int Before = 12;

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan LineLimit = TimeSpan.FromSeconds(30);

    [LoadFact]
    public async Task Store_stopped_in_the_middle_of_a_run_slows_delivery_and_loses_nothing()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await Stage.StartAsync(new RequestLimitOptions { Requests = Limit }, shared: true, end.Token);
        await stage.AddWorkersAsync(Workers, end.Token);
        // Minutes apart: a request holds 20 of them, so that there is something to send for minutes.
        var traffic = new Traffic(apart: TimeSpan.FromMinutes(1));
        stage.Broker.Send(traffic.Signals("LOW", Signals));
        await stage.UntilAsync(() => stage.Statistics.AcceptedRequests >= Before, Longest, end.Token);

        await stage.SharedMeter!.Azurite.StopAsync(end.Token);
        var stoppedAt = TimeProvider.System.GetUtcNow();
        await Task.Delay(Outage, TimeProvider.System, end.Token);
        var startedAt = TimeProvider.System.GetUtcNow();
        await stage.SharedMeter.Azurite.StartAsync(end.Token);
        foreach (var worker in stage.Workers)
        {
            await worker.LineAsync("store is down", LineLimit, end.Token);
            await worker.LineAsync("store is back", LineLimit, end.Token);
        }

        var backAt = TimeProvider.System.GetUtcNow();
        await stage.DrainedAsync(Longest, end.Token);

        var arrivals = stage.Okta.Recorder.Requests().Select(r => r.Arrival.At).ToList();
        var during = arrivals.Count(at => at > stoppedAt && at < startedAt);
        var rate = during / ((startedAt - stoppedAt) / TimeSpan.FromMinutes(1));
        var granters = (await stage.SharedMeter.ReadAsync(end.Token)).Grants.Count(g => g.At > backAt);
        output.WriteLine(
            $"{Signals} LOW, {Workers} processes, store stopped for {(startedAt - stoppedAt).TotalSeconds:0} s: "
            + $"{rate:0.0} requests a minute meanwhile, all workers back {(backAt - startedAt).TotalSeconds:0.0} s after its start, "
            + $"{granters} permits of the last window given by the store again; {stage.Describe()}");
        Assert.InRange(rate, 1, Limit * 0.75);
        Assert.True(granters > 0, "No permit was granted by the shared store after it was back.");
        Assert.InRange(stage.Statistics.WorstWindow, 1, Limit);
        Assert.Empty(stage.Broker.DeadLetters());
        Assert.Equal(0, stage.AssertAllAccepted(traffic));
    }
}
