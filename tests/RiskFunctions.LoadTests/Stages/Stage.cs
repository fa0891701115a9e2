using Microsoft.Extensions.Logging;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.LocalHost.Sandbox.Recording;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;
using RiskFunctions.Testing.Processes;

namespace RiskFunctions.LoadTests.Stages;

/// <summary>Broker and Okta sandbox in this process, and workers in processes of their own.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly LocalStack _stack;
    private readonly List<WorkerProcess> _workers = [];
    private readonly Dictionary<string, string> _settings;

    private Stage(LocalStack stack, SharedMeter? meter, IReadOnlyDictionary<string, string> settings)
    {
        _stack = stack;
        SharedMeter = meter;
        _settings = new Dictionary<string, string>(settings, StringComparer.Ordinal);
        _settings["Okta__OrgUrl"] = stack.Sandbox!.OrgUrl.ToString();
        foreach (var (name, value) in meter?.Settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            _settings[name] = value;
        }
    }

    public InMemoryBroker Broker => _stack.Broker;

    public OktaSandbox Okta => _stack.Sandbox!.Sandbox;

    public SandboxStatistics Statistics => Okta.Recorder.Snapshot();

    /// <summary>Null when each worker has a meter of its own.</summary>
    public SharedMeter? SharedMeter { get; }

    /// <summary>Running workers, the oldest first.</summary>
    public IReadOnlyList<WorkerProcess> Workers => _workers;

    /// <summary>Messages that wait or are with a worker.</summary>
    public int Waiting => Broker.Counts().Values.Sum(lane => lane.Active + lane.Locked);

    /// <param name="limit">Okta's limit.</param>
    /// <param name="shared">Whether the workers share a meter in Azurite.</param>
    /// <param name="broker">Null means the defaults.</param>
    /// <param name="settings">Settings of every worker, as environment variables; null means none.</param>
    /// <param name="deliverHere">This process delivers too, as <c>up</c> does.</param>
    /// <param name="users">Okta's limit on security events; null means that none are sent.</param>
    public static async Task<Stage> StartAsync(
        RequestLimitOptions limit,
        bool shared,
        CancellationToken cancellationToken,
        BrokerOptions? broker = null,
        IReadOnlyDictionary<string, string>? settings = null,
        bool deliverHere = false,
        RequestLimitOptions? users = null)
    {
        var transmitter = users is null ? new Dictionary<string, string?>(StringComparer.Ordinal) : new LocalTransmitter().Settings;
        var options = new StackOptions
        {
            RunPump = deliverHere,
            ReadEnvironment = false,
            LogLevel = LogLevel.None,
            Settings = transmitter,
            Sandbox = new SandboxOptions
            {
                Limit = limit,
                SubjectCapacity = 100_000,
                SecurityEvents = new SecurityEventsOptions { Limit = users ?? new RequestLimitOptions() },
            },
            Broker = broker ?? new BrokerOptions(),
        };
        var stack = await LocalStack.StartAsync(options, [], TimeProvider.System, cancellationToken);
        var meter = shared ? await LoadTests.Stages.SharedMeter.StartAsync(cancellationToken) : null;
        var forWorkers = new Dictionary<string, string>(settings ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (name, value) in transmitter)
        {
            forWorkers[name.Replace(":", "__", StringComparison.Ordinal)] = value!;
        }

        return new Stage(stack, meter, forWorkers);
    }

    public async Task<WorkerProcess> AddWorkerAsync(CancellationToken cancellationToken)
    {
        var worker = await WorkerProcess.StartAsync(_stack.AmqpPort, _settings, cancellationToken);
        _workers.Add(worker);
        return worker;
    }

    public async Task AddWorkersAsync(int count, CancellationToken cancellationToken) =>
        _workers.AddRange(await Task.WhenAll(Enumerable.Range(0, count).Select(_ => WorkerProcess.StartAsync(_stack.AmqpPort, _settings, cancellationToken))));

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(WorkerProcess worker)
    {
        _workers.Remove(worker);
        await worker.KillAsync();
        await worker.DisposeAsync();
    }

    /// <summary>Waits until no message waits or is with a worker.</summary>
    /// <exception cref="TimeoutException">Some still were after <paramref name="limit"/>.</exception>
    public Task DrainedAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        UntilAsync(() => Waiting == 0, limit, cancellationToken);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not within <paramref name="limit"/>.</exception>
    public async Task UntilAsync(Func<bool> condition, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"Not within {limit}; {Waiting} messages wait. {Describe()}");
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Asserts that exactly the signals of <paramref name="traffic"/> are at Okta, and returns how many came more than once.</summary>
    public int AssertAllAccepted(Traffic traffic)
    {
        var subjects = Okta.Recorder.Subjects();
        var accepted = subjects.Select(s => s.Ip).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(traffic.Addresses.Except(accepted, StringComparer.Ordinal));
        Assert.Empty(accepted.Except(traffic.Addresses, StringComparer.Ordinal));
        return subjects.Count - accepted.Count;
    }

    public string Describe()
    {
        var statistics = Statistics;
        return $"{statistics.AcceptedRequests} requests accepted, {statistics.AcceptedEvents} events, "
            + $"worst window {statistics.WorstWindow}, answers {string.Join(", ", statistics.RequestsByStatus.Select(s => $"{s.Key}: {s.Value}"))}"
            + string.Concat(Broker.DeadLetters().GroupBy(d => d.Reason, StringComparer.Ordinal).Select(r => $", dead letters {r.Key}: {r.Count()}"));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_workers.Select(w => w.DisposeAsync().AsTask()));
        await _stack.DisposeAsync();
        if (SharedMeter is not null)
        {
            await SharedMeter.DisposeAsync();
        }
    }
}
