using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.LocalHost.Sandbox.Recording;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.LocalHost.Tests.EndToEnd.Stage;

/// <summary>The whole stack in this process, spoken to over HTTP, with a limit so high that pacing takes no time and every log entry kept.</summary>
internal sealed class RunningStack : IAsyncDisposable
{
    /// <summary>Ten times what a slow machine needs; a test that waits so long has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly RequestLimitOptions Generous = new() { Requests = 600, Window = TimeSpan.FromSeconds(1) };

    private readonly LocalStack _stack;

    private RunningStack(LocalStack stack, CollectedLogs logs)
    {
        _stack = stack;
        Logs = logs;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = stack.Url };
    }

    public HttpClient Http { get; }

    /// <summary>Where clients of Service Bus find the broker, as commands take it.</summary>
    public string AmqpPort => _stack.AmqpPort.ToString(CultureInfo.InvariantCulture);

    public string AmqpConnectionString => _stack.AmqpConnectionString;

    public CollectedLogs Logs { get; }

    public OktaSandbox Okta => _stack.Sandbox!.Sandbox;

    public Uri? OrgUrl => _stack.OrgUrl;

    public bool HasSandbox => _stack.Sandbox is not null;

    public SandboxStatistics Statistics => Okta.Recorder.Snapshot();

    /// <param name="settings">Settings over the fast defaults.</param>
    /// <param name="sandbox">Changes to the sandbox.</param>
    /// <param name="options">Changes to the stack.</param>
    /// <param name="time">Of everything in the stack, the sandbox too. Default: the machine's.</param>
    public static async Task<RunningStack> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        Func<SandboxOptions, SandboxOptions>? sandbox = null,
        Func<StackOptions, StackOptions>? options = null,
        TimeProvider? time = null)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["RateMeter:RequestsPerMinute"] = "600",
            ["RateMeter:Window"] = "00:00:01",

            // Everything that could be logged, of the frameworks too.
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft"] = "Trace",
            ["Logging:LogLevel:Microsoft.Extensions.Hosting"] = "Trace",
            ["Logging:LogLevel:System"] = "Trace",
            ["Logging:LogLevel:Polly"] = "Trace",
            ["Logging:LogLevel:Azure"] = "Trace",
            ["Logging:Console:LogLevel:Default"] = "None",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase))
        {
            all[key] = value;
        }

        var logs = new CollectedLogs();
        var okta = new SandboxOptions { SubjectCapacity = 100_000, Limit = Generous };
        var stack = new StackOptions
        {
            Settings = all,
            ReadEnvironment = false,
            Sandbox = sandbox is null ? okta : sandbox(okta),
            LogLevel = LogLevel.Trace,
        };
        stack = options is null ? stack : options(stack);
        var configure = stack.Configure;
        stack = stack with
        {
            Configure = services =>
            {
                services.AddSingleton<ILoggerProvider>(logs);
                configure?.Invoke(services);
            },
        };
        return new RunningStack(await LocalStack.StartAsync(stack, [], time ?? TimeProvider.System, CancellationToken.None), logs);
    }

    public static IReadOnlyDictionary<string, string?> Settings(params (string Key, string? Value)[] settings) =>
        settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.OrdinalIgnoreCase);

    public static string Signal(string ip = "203.0.113.7", string level = "HIGH", string message = "Impossible travel") =>
        $$"""{"ip":"{{ip}}","riskLevel":"{{level}}","message":"{{message}}"}""";

    /// <summary>Puts a fault plan in force; each rule is one JSON object. None ends all faults.</summary>
    public void Use(params IEnumerable<string> rules) =>
        Okta.Faults.Use(FaultPlan.Parse(Encoding.UTF8.GetBytes($$"""{"faults":[{{string.Join(',', rules)}}]}""")));

    /// <summary>Sends one message as curl would.</summary>
    public Task SendAsync(string body, string? lane = null, string? id = null) => SendAsync(Encoding.UTF8.GetBytes(body), lane, id);

    public async Task SendAsync(byte[] body, string? lane = null, string? id = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/risk-signals/messages", UriKind.Relative))
        {
            Content = new ByteArrayContent(body),
        };
        if (lane is not null)
        {
            request.Headers.Add("riskLevel", $"\"{lane}\"");
        }

        if (id is not null)
        {
            request.Headers.Add("BrokerProperties", $$"""{"MessageId":"{{id}}"}""");
        }

        using var response = await Http.SendAsync(request);
        Assert.Equal(201, (int)response.StatusCode);
    }

    /// <summary>Sends one message and waits until no message is left in a lane.</summary>
    public async Task DeliverAsync(string body, string? lane = null, string? id = null)
    {
        await SendAsync(body, lane, id);
        await DrainAsync();
    }

    /// <summary>Sends several messages at once, so that they are one batch.</summary>
    public void SendTogether(params IReadOnlyList<string> bodies) => _stack.Broker.Send([.. bodies.Select((body, i) => new SentMessage
    {
        MessageId = string.Create(CultureInfo.InvariantCulture, $"message-{i}"),
        Body = Encoding.UTF8.GetBytes(body),
    })]);

    public async Task<JsonElement> StatusAsync() => await JsonAsync("/api/status");

    public async Task<JsonElement> JsonAsync(string path)
    {
        using var json = JsonDocument.Parse(await Http.GetByteArrayAsync(new Uri(path, UriKind.Relative)));
        return json.RootElement.Clone();
    }

    public IReadOnlyList<DeadLetter> DeadLetters() => _stack.Broker.DeadLetters();

    /// <summary>Puts HIGH messages with these ids into the dead letters.</summary>
    public async Task BuryAsync(params IReadOnlyList<string> ids)
    {
        _stack.Broker.Send([.. ids.Select(id => new SentMessage
        {
            MessageId = id,
            Body = Encoding.UTF8.GetBytes(Signal()),
            ContentType = "application/json",
            Properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["riskLevel"] = "HIGH" },
        })]);
        foreach (var delivery in await TakeAsync("high", ids.Count))
        {
            _stack.Broker.MoveToDeadLetters(delivery.Token, "RejectedByOkta", "E0000001");
        }
    }

    /// <summary>Locks what is in a lane now.</summary>
    public Task<IReadOnlyList<LockedDelivery>> TakeAsync(string lane, int max) => _stack.Broker.TakeAsync(lane, max, TimeSpan.Zero, CancellationToken.None);

    /// <summary>Our client of Service Bus, for this broker.</summary>
    public ServiceBusConnection Connect() => new(
        new ConfigurationBuilder().AddInMemoryCollection([new(ServiceBusConnection.ConnectionStringSetting, AmqpConnectionString)]).Build(),
        () => throw new InvalidOperationException("The local broker asks for no credential."));

    /// <summary>Sends dead letters back, as the command does.</summary>
    public async Task<ReplayOutcome> ReplayAsync(string lane, DeadLetterFilter filter)
    {
        await using var connection = Connect();
        return await new DeadLetterReplay(connection, new DeadLetterReader(connection)).RunAsync(lane, filter, CancellationToken.None);
    }

    /// <summary>The lanes; readable after the stack has ended, too.</summary>
    public IReadOnlyDictionary<string, LaneCounts> Counts() => _stack.Broker.Counts();

    public Task<FlowSnapshot> FlowAsync() => _stack.Flow.ReadAsync(CancellationToken.None);

    /// <summary>Waits until no message is left in a lane.</summary>
    public Task DrainAsync() => UntilAsync(
        () => Task.FromResult(_stack.Broker.Counts().Values.All(c => c is { Active: 0, Locked: 0 })), "the lanes are empty");

    /// <summary>Waits until the circuit is in a state.</summary>
    public Task CircuitAsync(CircuitState state) => UntilAsync(async () => (await FlowAsync()).Circuit.State == state, $"the circuit is {state}");

    /// <summary>Waits until an event of this name is in the log.</summary>
    public Task LoggedAsync(string name) => UntilAsync(() => Task.FromResult(Logs.Entries.Any(e => e.Id.Name == name)), $"{name} is logged");

    public async Task UntilAsync(Func<Task<bool>> isSo, string what, TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < limit, $"{limit.TotalSeconds} s are over before {what}. {await StatusAsync()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _stack.DisposeAsync();
        Logs.Dispose();
    }
}
