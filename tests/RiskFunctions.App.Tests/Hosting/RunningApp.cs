using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RiskFunctions.App.Delivery;
using RiskFunctions.App.Metering;
using RiskFunctions.App.Tests.Delivery;
using RiskFunctions.Okta;
using RiskFunctions.SecurityEvents;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.App.Tests.Hosting;

/// <summary>
/// The host of Program.cs, started. What is not its own: the clock, Okta, and the worker's connection to the Functions host, in whose place stands
/// one that writes down when it is stopped, in one list with the settlements.
/// </summary>
internal sealed class RunningApp : IAsyncDisposable
{
    public const string ConnectionEnded = "connection ended";

    private readonly IHost _host;
    private readonly RiskEventFunctions _functions;
    private Task _running = Task.CompletedTask;

    private RunningApp(IEnumerable<(string Name, string Value)> settings)
    {
        Okta = new ScriptedOkta(Time);
        SecurityEvents = new ScriptedOkta(Time, "/security/api/v1/security-events");
        var sample = AppSettings.Sample();

        // No broker listens here, and the client that looks for one knows no clock but the machine's.
        sample["Delivery__FillRequests"] = "false";
        foreach (var (name, value) in settings)
        {
            sample[name] = value;
        }

        var builder = Program.CreateBuilder(AppSettings.AsArguments(sample));
        builder.Logging.AddProvider(Logs);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddHttpClient(RiskEventClient.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => Okta);
        builder.Services.AddHttpClient(SecurityEventClient.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => SecurityEvents);
        var connection = builder.Services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name == "WorkerHostedService");
        builder.Services[builder.Services.IndexOf(connection)] = ServiceDescriptor.Singleton<IHostedService>(new RecordedConnection(Actions.Calls));
        _host = builder.Build();
        _functions = ActivatorUtilities.CreateInstance<RiskEventFunctions>(_host.Services);
    }

    public ManualTimeProvider Time { get; } = new();

    public ScriptedOkta Okta { get; }

    public ScriptedOkta SecurityEvents { get; }

    public RecordingActions Actions { get; } = new();

    /// <summary>What became of the messages, and of the connection, in this order.</summary>
    public IReadOnlyList<string> Settlements => [.. Actions.Calls.Where(call => !call.StartsWith("renew"))];

    /// <summary>What a console would show.</summary>
    public CollectedLogs Logs { get; } = new();

    public ILoggerFactory Loggers => _host.Services.GetRequiredService<ILoggerFactory>();

    public static async Task<RunningApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var app = new RunningApp(settings);
        await app._host.StartAsync();
        app._running = app._host.WaitForShutdownAsync();
        return app;
    }

    /// <summary>As the Functions host invokes a function, with messages of one signal.</summary>
    public Task InvokeAsync(params string[] ids) => InvokeAsync(Array.ConvertAll(ids, id => (id, """{"ip":"203.0.113.9","riskLevel":"HIGH"}""")));

    public Task InvokeAsync(params (string Id, string Body)[] messages) => _functions.SendHighRiskEventsAsync(
        Array.ConvertAll(messages, message => ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromString(message.Body),
            messageId: message.Id,
            deliveryCount: 1,
            enqueuedTime: Time.GetUtcNow(),
            lockedUntil: Time.GetUtcNow().AddMinutes(5))),
        Actions,
        CancellationToken.None);

    public Task CloseMinutesAsync() =>
        ActivatorUtilities.CreateInstance<MeterThroughputFunction>(_host.Services).MeterThroughputAsync(new TimerInfo(), CancellationToken.None);

    /// <summary>As WorkerTerminate and SIGTERM do: the worker's own handlers call nothing else.</summary>
    public void Terminate() => _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    /// <summary>Runs <paramref name="work"/> to its end on the fake clock.</summary>
    public Task RunAsync(Task work) => Time.RunUntilAsync(work, TimeSpan.FromMinutes(10));

    /// <summary>To the end of the process.</summary>
    public Task EndAsync() => RunAsync(_running);

    public async ValueTask DisposeAsync()
    {
        if (!_running.IsCompleted)
        {
            Terminate();
            await EndAsync();
        }

        _host.Dispose();
        Okta.Dispose();
        SecurityEvents.Dispose();
        Logs.Dispose();
    }

    private sealed class RecordedConnection(ConcurrentQueue<string> calls) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            calls.Enqueue(ConnectionEnded);
            return Task.CompletedTask;
        }
    }
}
