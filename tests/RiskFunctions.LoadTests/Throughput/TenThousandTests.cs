using RiskFunctions.LoadTests.Memory;
using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Sandbox.Limits;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Throughput;

/// <summary>Many messages through the broker's AMQP. The limit is far above Okta's, so that the broker and its clients are what is tried.</summary>
[Collection(AloneAtTheEnd.Name)]
public sealed class TenThousandTests(ITestOutputHelper output)
{
    private const int Messages = 10_000;
    private const int Workers = 4;
    private const int RequestsOfWorker = 600;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    [LoadFact]
    public async Task Ten_thousand_messages_through_four_workers_over_AMQP_are_all_accepted_once()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await Stage.StartAsync(
            new RequestLimitOptions { Requests = Workers * RequestsOfWorker, Window = Window },
            shared: false,
            end.Token,
            settings: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["RateMeter__RequestsPerMinute"] = $"{RequestsOfWorker}",
                ["RateMeter__Window"] = $"{Window:c}",
            });
        await stage.AddWorkersAsync(Workers, end.Token);
        // Minutes apart: a request holds 20 of them, so that there is work for all four.
        var traffic = new Traffic(apart: TimeSpan.FromMinutes(1));
        var started = TimeProvider.System.GetTimestamp();

        stage.Broker.Send(traffic.Mixed(Messages));
        await stage.DrainedAsync(Longest, end.Token);

        var took = TimeProvider.System.GetElapsedTime(started);
        var accepted = stage.Workers.Select(w => w.Lines.Count(line => line.Contains("Okta accepted"))).ToList();
        var duplicates = stage.AssertAllAccepted(traffic);
        output.WriteLine(
            $"{Messages} messages, {Workers} workers over AMQP: {took.TotalSeconds:0.0} s, {Messages / took.TotalSeconds:0} a second, "
            + $"requests of each {string.Join(", ", accepted)}; duplicates {duplicates}; {stage.Describe()}");
        Assert.Equal(0, duplicates);
        Assert.Empty(stage.Broker.DeadLetters());
        Assert.All(accepted, requests => Assert.NotEqual(0, requests));
    }
}
