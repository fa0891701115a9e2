using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Sandbox.Limits;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Throughput;

/// <summary>A backlog, sent while all workers are ready, until the last message is settled.</summary>
internal sealed class BacklogRun(ITestOutputHelper output)
{
    /// <summary>The product's own setting is 30 in every run; Okta may grant less.</summary>
    private const int OurLimit = 30;

    private const double LeastUse = 0.97;
    private const double LeastFill = 19;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    public async Task RunAsync(int signals, int workers, int oktaLimit)
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await Stage.StartAsync(
            new RequestLimitOptions { Requests = oktaLimit, Window = Window }, shared: workers > 1, end.Token);
        await stage.AddWorkersAsync(workers, end.Token);
        // Minutes apart: a request holds 20 of them, so that there is a backlog for minutes.
        var traffic = new Traffic(apart: TimeSpan.FromMinutes(1));

        stage.Broker.Send(traffic.Mixed(signals));
        var sentAt = TimeProvider.System.GetTimestamp();
        if (oktaLimit < OurLimit && stage.SharedMeter is { } meter)
        {
            await meter.UntilAsync(state => state.OktaLimit == oktaLimit ? state : null, end.Token);
            var learned = TimeProvider.System.GetElapsedTime(sentAt);
            output.WriteLine($"limit of {oktaLimit} learned after {learned.TotalSeconds:0.00} s");
            Assert.InRange(learned, TimeSpan.Zero, Window);
        }

        await stage.DrainedAsync(Longest, end.Token);

        var statistics = stage.Statistics;
        var requests = stage.Okta.Recorder.Requests();
        var use = LimitUse.Of(requests, oktaLimit, Window);

        // The last request of a lane takes what is left; before it there were 20 or more.
        var fill = requests.GroupBy(r => r.HighestLevel, StringComparer.Ordinal).SelectMany(lane => lane.SkipLast(1)).Average(r => r.Events);
        var duplicates = stage.AssertAllAccepted(traffic);
        output.WriteLine(
            $"{signals} signals, {workers} process(es), Okta grants {oktaLimit} a minute: "
            + $"{requests.Count} requests in {(requests[^1].Arrival.After - requests[0].Arrival.After).TotalSeconds:0.0} s, "
            + $"worst window {statistics.WorstWindow}, 429: {statistics.Throttled}, "
            + $"fill {fill:0.00} events a request (last request of each lane aside), {requests.Average(r => r.Events):0.00} with them, "
            + $"limit used {use.Rate:P2} as a rate, {use.Counted:P2} in whole requests of the middle {use.Middle.TotalSeconds:0.0} s, "
            + $"duplicates {duplicates}");
        Assert.Equal(0, statistics.Throttled);
        Assert.InRange(statistics.WorstWindow, 1, oktaLimit);
        Assert.True(fill >= LeastFill, $"Fill {fill:0.00}");
        Assert.True(use.Rate >= LeastUse, $"Use {use.Rate:P2}");
        Assert.Equal(0, duplicates);
        Assert.Empty(stage.Broker.DeadLetters());
    }
}
