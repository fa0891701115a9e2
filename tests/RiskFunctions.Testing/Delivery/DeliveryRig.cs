using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RiskFunctions.Delivery;
using RiskFunctions.Okta;
using RiskFunctions.Secrets;
using RiskFunctions.SecurityEvents;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Testing.Delivery;

/// <summary>The registered flow with a clock, a reader, a vault and an Okta of the test's making. Everything between them is the real thing.</summary>
internal sealed class DeliveryRig : IAsyncDisposable
{
    public const string Token = "00token-of-the-rig";

    private readonly ServiceProvider _provider;

    public DeliveryRig(params (string Key, string Value)[] settings)
        : this(authorization: null, settings)
    {
    }

    /// <param name="authorization">Null means that of the settings.</param>
    /// <param name="settings">Beside the org's address.</param>
    public DeliveryRig(IRequestAuthorization? authorization, params (string Key, string Value)[] settings)
    {
        Okta = new ScriptedOkta(Time);
        SecurityEvents = new ScriptedOkta(Time, "/security/api/v1/security-events");
        Lanes = new FakeLanes(this);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Okta:OrgUrl", "https://contoso.okta.com"), .. settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))])
            .Build();
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(new Random(7))
            .AddSingleton<ISecretSource>(Secrets)
            .AddSingleton<ISignalReader>(Reader)
            .AddSingleton<ILaneSource>(Lanes)
            .AddLogging(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        if (authorization is not null)
        {
            services.AddSingleton(authorization);
        }

        services.AddRiskFunctionsCore(configuration);
        services.AddHttpClient(RiskEventClient.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => Okta);
        services.AddHttpClient(SecurityEventClient.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => SecurityEvents);
        _provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public ManualTimeProvider Time { get; } = new();

    public ScriptedOkta Okta { get; }

    /// <summary>The other API, which gets nothing unless the settings switch it on.</summary>
    public ScriptedOkta SecurityEvents { get; }

    /// <summary>Where requests take passengers from; empty unless a test puts something in.</summary>
    public FakeLanes Lanes { get; }

    public ScriptedReader Reader { get; } = new();

    public FakeSecrets Secrets { get; } = new(Token);

    public CollectedLogs Logs { get; } = new();

    /// <summary>A message's lock, until it is renewed. Default: as on Azure, one minute.</summary>
    public TimeSpan LockDuration { get; set; } = TimeSpan.FromMinutes(1);

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    /// <summary>A message that reads as these signals.</summary>
    public FakeLockedMessage Message(string id, params IEnumerable<RiskSignal> signals)
    {
        Reader.Set(id, new ReadResult.Readable("test", [.. signals]));
        return Receive(id);
    }

    /// <summary>A message that reads as this about users, and as these signals.</summary>
    public FakeLockedMessage MessageOf(string id, IReadOnlyList<UserSignal> users, params IEnumerable<RiskSignal> signals)
    {
        Reader.Set(id, new ReadResult.Readable("test", [.. signals]) { Users = users });
        return Receive(id);
    }

    /// <summary>A message with one signal of an address of its own.</summary>
    public FakeLockedMessage Message(int n) => Message($"m{n}", Some.Signal(Some.Address(n)));

    public IReadOnlyList<FakeLockedMessage> Messages(int count) => [.. Enumerable.Range(0, count).Select(Message)];

    /// <summary>Messages of one signal each whose times are too far apart to share an event: 20 of them fill a request.</summary>
    public IReadOnlyList<FakeLockedMessage> MessagesApart(int count) =>
        [.. Enumerable.Range(0, count).Select(n => Message($"m{n}", Some.Signal(Some.Address(n), at: Some.Time.AddMinutes(-n))))];

    /// <summary>The address in the n-th of <see cref="Signals"/>.</summary>
    public static string AddressOf(RiskLevel level, int n) => Some.Address(((int)level * 20_000) + n);

    /// <summary>Messages of one signal each, called by their level and number, that can share an event; or cannot, when <paramref name="apart"/>.</summary>
    public IReadOnlyList<FakeLockedMessage> Signals(RiskLevel level, int count, int first = 0, bool apart = false) =>
        [.. Enumerable.Range(first, count).Select(n => Message(
            $"{level}{n}",
            Some.Signal(AddressOf(level, n), level, Some.Time - (apart ? TimeSpan.FromMinutes(n + 1) : TimeSpan.FromMilliseconds(n)))))];

    /// <summary>A message that cannot be read.</summary>
    public FakeLockedMessage Unreadable(string id)
    {
        Reader.Set(id, new ReadResult.Unreadable(DeadLetterReason.InvalidSignal, "ip", "is not an address"));
        return Receive(id);
    }

    /// <summary>The message again under a new lock, with the properties that its last delivery set on it.</summary>
    public FakeLockedMessage Receive(string id, int delivery = 1, IReadOnlyDictionary<string, object>? properties = null) =>
        new(Some.Message(id, delivery, properties), Time, LockDuration);

    /// <summary>Delivers without moving the clock: for <see cref="RunAsync"/>.</summary>
    public Task StartAsync(IReadOnlyList<FakeLockedMessage> batch, RiskLevel lane = RiskLevel.High, CancellationToken cancellationToken = default) =>
        Get<IBatchDelivery>().DeliverAsync(lane, batch, cancellationToken);

    /// <summary>As <see cref="DeliverAsync"/>, and on until whatever was taken from the lanes is settled too.</summary>
    public Task DeliverWithPassengersAsync(IReadOnlyList<FakeLockedMessage> batch, RiskLevel lane = RiskLevel.High) => RunAsync(async () =>
    {
        await StartAsync(batch, lane);
        await PassengersSettledAsync();
    });

    /// <summary>Until nothing that was taken from the lanes is locked any more.</summary>
    public async Task PassengersSettledAsync()
    {
        while (Lanes.Open.Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), Time);
        }
    }

    public Task RunAsync(Func<Task> work, TimeSpan? limit = null) => SimulatedRun.RunAsync(Time, work, limit ?? TimeSpan.FromMinutes(10));

    public Task DeliverAsync(params IReadOnlyList<FakeLockedMessage> batch) => RunAsync(() => StartAsync(batch));

    /// <summary>Runs <paramref name="action"/> when the clock gets there.</summary>
    public void In(TimeSpan delay, Action action) => Time.CreateTimer(_ => action(), null, delay, Timeout.InfiniteTimeSpan);

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        Okta.Dispose();
        SecurityEvents.Dispose();
        Logs.Dispose();
    }
}
