using System.Text;
using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Limits;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Shutdown;

/// <summary>SIGTERM, as a host that scales in sends it. The locks last a minute: a message that is active right after was given back.</summary>
public sealed class TerminatedWorkerTests(ITestOutputHelper output)
{
    private const int Batch = 20;

    /// <summary>With a limit of 1, how long the second request waits: longer than any of these tests.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    [LoadFact]
    public async Task Worker_terminated_while_it_waits_for_a_permit_gives_its_messages_back()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await StartAsync(plan: null, end.Token);
        var traffic = new Traffic();

        // One message is one request, and spends the only permit of the window. What comes after it waits.
        stage.Broker.Send(traffic.Signals("LOW", 1));
        await stage.DrainedAsync(Longest, end.Token);
        stage.Broker.Send(traffic.Signals("LOW", 2 * Batch));

        // Any number: a client may hand over fewer messages than a batch, and the worker takes no more before its permit.
        await stage.UntilAsync(() => stage.Broker.Counts()["low"].Locked > 0, Longest, end.Token);

        var lane = await TerminateAsync(stage, "while it waited for a permit", end.Token);

        Assert.Equal(new LaneCounts(2 * Batch, 0, 0), lane);
        Assert.Equal(1, stage.Statistics.AcceptedEvents);
    }

    [LoadFact]
    public async Task Worker_terminated_during_a_request_that_is_answered_soon_completes_its_messages()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await StartAsync("""{"at":1,"fault":"slow","delay":"00:00:02"}""", end.Token);
        stage.Broker.Send(new Traffic().Signals("LOW", Batch));
        await stage.UntilAsync(() => stage.Statistics.LastArrival is not null, Longest, end.Token);

        var lane = await TerminateAsync(stage, "2 s before an answer", end.Token);

        // A client may hand the batch over in pieces; what the request held is completed, and the rest is free.
        Assert.InRange(stage.Statistics.AcceptedEvents, 1, Batch);
        Assert.Equal(new LaneCounts(Batch - stage.Statistics.AcceptedEvents, 0, 0), lane);
    }

    [LoadFact]
    public async Task Worker_terminated_during_a_request_without_answer_gives_its_messages_back()
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var stage = await StartAsync("""{"at":1,"fault":"hang"}""", end.Token);
        stage.Broker.Send(new Traffic().Signals("LOW", Batch));
        await stage.UntilAsync(() => stage.Statistics.LastArrival is not null, Longest, end.Token);

        var lane = await TerminateAsync(stage, "during a request without answer", end.Token);

        Assert.Equal(new LaneCounts(Batch, 0, 0), lane);
        Assert.Equal(0, stage.Statistics.AcceptedEvents);
    }

    private static async Task<Stage> StartAsync(string? plan, CancellationToken cancellationToken)
    {
        var stage = await Stage.StartAsync(
            new RequestLimitOptions { Requests = 1, Window = Window },
            shared: false,
            cancellationToken,
            settings: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["RateMeter__RequestsPerMinute"] = "1",
                ["RateMeter__Window"] = $"{Window:c}",
            });
        stage.Okta.Faults.Use(plan is null ? FaultPlan.None : FaultPlan.Parse(Encoding.UTF8.GetBytes($$"""{"faults":[{{plan}}]}""")));
        await stage.AddWorkerAsync(cancellationToken);
        return stage;
    }

    private async Task<LaneCounts> TerminateAsync(Stage stage, string when, CancellationToken cancellationToken)
    {
        var (took, exitCode) = await stage.Workers[0].TerminateAsync(cancellationToken);
        var lane = stage.Broker.Counts()["low"];
        output.WriteLine($"terminated {when}: ended after {took.TotalSeconds:0.00} s with {exitCode}; lane: {lane}");
        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, LongestEnd);
        return lane;
    }
}
