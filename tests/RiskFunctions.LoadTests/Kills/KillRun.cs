using RiskFunctions.LoadTests.Stages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.Metering.State;
using RiskFunctions.Testing.Processes;

namespace RiskFunctions.LoadTests.Kills;

/// <summary>
/// Three workers on one meter, each known by the name that it has in the meter's document. The limit is 5 requests in 10 s: the pace of
/// Okta's 30 a minute, in a window that is full soon.
/// </summary>
internal sealed class KillRun : IAsyncDisposable
{
    public const int Backlog = 600;

    /// <summary>Signals that fill a batch for each worker.</summary>
    public const int HighBatches = 20 * Workers;

    private const int Limit = 5;
    private const int Workers = 3;

    /// <summary>What the machine and the way to the sandbox may add to the meter's own times.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, WorkerProcess> _byInstance = new(StringComparer.Ordinal);

    private KillRun(Stage stage)
    {
        Stage = stage;
    }

    public static TimeSpan Pace { get; } = Window / Limit;

    /// <summary>The longest that a dead worker may hold up the others.</summary>
    public static TimeSpan LongestSilence { get; } = new MeterRules { Limit = Limit, Window = Window, Guard = TimeSpan.Zero }.MarkLifetime + Pace + Slack;

    public Stage Stage { get; }

    /// <summary>Minutes apart: a request holds 20 of them, so that a backlog lasts.</summary>
    public Traffic Traffic { get; } = new(apart: TimeSpan.FromMinutes(1));

    /// <summary>Returns when three workers share the flow of a backlog of LOW.</summary>
    public static async Task<KillRun> StartAsync(CancellationToken cancellationToken)
    {
        var stage = await Stage.StartAsync(
            new RequestLimitOptions { Requests = Limit, Window = Window },
            shared: true,
            cancellationToken,
            new BrokerOptions { LockDuration = TimeSpan.FromSeconds(10) },
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["RateMeter__RequestsPerMinute"] = $"{Limit}",
                ["RateMeter__Window"] = $"{Window:c}",
            });
        var run = new KillRun(stage);
        stage.Broker.Send(run.Traffic.Signals("LOW", Backlog));
        while (run._byInstance.Count < Workers)
        {
            var worker = await stage.AddWorkerAsync(cancellationToken);
            var instance = await stage.SharedMeter!.UntilAsync(
                state => state.Grants.Select(g => g.By).FirstOrDefault(by => !run._byInstance.ContainsKey(by)), cancellationToken);
            run._byInstance.Add(instance, worker);
        }

        return run;
    }

    public WorkerProcess Worker(string instance) => _byInstance[instance];

    /// <summary>Kills the worker that the meter knows as <paramref name="instance"/>.</summary>
    /// <returns>When it was dead (UTC).</returns>
    public async Task<DateTimeOffset> KillAsync(string instance)
    {
        await Stage.KillAsync(_byInstance[instance]);
        return TimeProvider.System.GetUtcNow();
    }

    /// <summary>
    /// Waits until all is delivered, and returns the longest time without a request while messages waited, from <paramref name="killed"/> on.
    /// </summary>
    public async Task<TimeSpan> LongestSilenceAfterAsync(DateTimeOffset killed, CancellationToken cancellationToken)
    {
        await Stage.DrainedAsync(TimeSpan.FromMinutes(6), cancellationToken);
        DateTimeOffset[] times = [killed, .. Stage.Okta.Recorder.Requests().Select(r => r.Arrival.At).Where(at => at > killed)];
        return times.Zip(times.Skip(1), (before, after) => after - before).Max();
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
