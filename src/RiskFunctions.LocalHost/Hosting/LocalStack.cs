using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Amqp;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Pump;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Broker.Rest;
using RiskFunctions.LocalHost.Dashboard;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Topology;
using RiskFunctions.Okta;
using RiskFunctions.Secrets;
using RiskFunctions.SecurityEvents;
using SecurityEventsProvider = RiskFunctions.LocalHost.Sandbox.SecurityEvents.SecurityEventsProvider;

namespace RiskFunctions.LocalHost.Hosting;

/// <summary>Broker, API, dashboard, flow and, when no org is named, the Okta sandbox: all on 127.0.0.1, in this process.</summary>
internal sealed class LocalStack : IAsyncDisposable
{
    /// <summary>Room for a batch send of several messages; each message has its own limit in the broker.</summary>
    private const long LargestBody = 8 * 1024 * 1024;

    private readonly WebApplication _app;
    private readonly bool _delivers;
    private AmqpListener? _amqp;
    private bool _starting;

    private LocalStack(WebApplication app, InMemoryBroker broker, OktaSandboxServer? sandbox, bool delivers)
    {
        _app = app;
        _delivers = delivers;
        Broker = broker;
        Sandbox = sandbox;
    }

    public InMemoryBroker Broker { get; }

    /// <summary>Null when <c>Okta:OrgUrl</c> names another server.</summary>
    public OktaSandboxServer? Sandbox { get; }

    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Port of the broker's AMQP side.</summary>
    public int AmqpPort => _amqp?.Port ?? throw new InvalidOperationException("The stack has not started.");

    /// <summary>What a client of any Service Bus SDK connects to this broker with.</summary>
    public string AmqpConnectionString => _amqp?.ConnectionString ?? throw new InvalidOperationException("The stack has not started.");

    /// <summary>Where requests go: the org that was named, or the sandbox.</summary>
    public Uri? OrgUrl => _app.Services.GetRequiredService<IOptions<OktaOptions>>().Value.OrgUrl;

    /// <summary>Where the key that signs security events is published; null while they are off.</summary>
    public Uri? KeySetUrl => SendsUsers ? new Uri(Url, PublicKeyEndpoints.KeySet) : null;

    public IFlowStatus Flow => _app.Services.GetRequiredService<IFlowStatus>();

    private bool SendsUsers => _app.Services.GetRequiredService<IOptions<SecurityEventsOptions>>().Value.Enabled;

    /// <summary>Starts everything; messages that wait in the broker are taken at once.</summary>
    /// <param name="options">What to start.</param>
    /// <param name="seed">Messages that are in the broker, all together, as soon as everything runs.</param>
    /// <exception cref="OptionsValidationException">A setting is wrong; the message names it.</exception>
    /// <exception cref="SecretUnavailableException">The credential is to come from the settings, and they hold none.</exception>
    /// <exception cref="SandboxConfigurationException">The sandbox was told how to fail, and an org was named in its place.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    /// <exception cref="AmqpPortTakenException">The port for AMQP is taken.</exception>
    public static async Task<LocalStack> StartAsync(
        StackOptions options,
        IReadOnlyList<SentMessage> seed,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        FlowSettings.Add(builder.Configuration, options.Settings, options.ReadEnvironment);
        builder.Logging.AddConsoleLog(builder.Configuration, options.LogLevel);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            RawHeaders.Keep(kestrel);
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();

        var sandbox = await SandboxAsync(builder.Configuration, options, time, cancellationToken);
        var broker = new InMemoryBroker(BrokerTopology.Load(), options.Broker, time);
        builder.Services.AddSingleton(time);
        var lanes = new InProcessLaneReceiver(broker);
        builder.Services.AddSingleton<ILaneReceiver>(lanes);
        builder.Services.AddSingleton<ILaneSource>(lanes);
        options.Configure?.Invoke(builder.Services);
        builder.Services.AddSingleton<FailedRequests>();
        builder.Services.AddFlow(builder.Configuration, options.RunPump);

        var stack = new LocalStack(builder.Build(), broker, sandbox, options.RunPump);
        try
        {
            await stack._app.Services.ValidateSettingsAsync(cancellationToken);
            await stack.StartAsync(options.AmqpPort, time, cancellationToken);
            broker.Send(seed);
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }

        return stack;
    }

    public async ValueTask DisposeAsync()
    {
        _amqp?.Dispose();
        if (_starting)
        {
            // A host that was never started cannot be stopped.
            await _app.StopAsync();
        }

        await _app.DisposeAsync();
        if (Sandbox is not null)
        {
            await Sandbox.DisposeAsync();
        }
    }

    private static async Task<OktaSandboxServer?> SandboxAsync(
        ConfigurationManager configuration,
        StackOptions options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (FlowSettings.NamesOrg(configuration))
        {
            SandboxConfigurationException.ThrowUnless(
                options.Sandbox.Faults == FaultPlan.None,
                "--faults tells the sandbox how to fail, and with Okta__OrgUrl set there is no sandbox: leave out one of them.");
            FlowSettings.FillInLoopbackToken(configuration, configuration);
            return null;
        }

        var token = options.Sandbox.ApiToken ?? FlowSettings.SandboxToken;
        var sandbox = await OktaSandboxServer.StartAsync(options.Sandbox with { ApiToken = token }, time, cancellationToken);
        FlowSettings.UseOrg(configuration, configuration, sandbox.OrgUrl, token);
        return sandbox;
    }

    private StatusDocument.SandboxPart? SandboxPart() =>
        Sandbox is null ? null : StatusDocument.SandboxPart.Of(Sandbox.Sandbox.Recorder.SecurityEvents);

    private StatusDocument.HostPart HostPart() => new(
        _delivers, FlowSettings.NamesVault(_app.Configuration), _app.Services.GetRequiredService<FailedRequests>().Read(), _amqp?.Port ?? 0);

    private async Task StartAsync(int amqpPort, TimeProvider time, CancellationToken cancellationToken)
    {
        // From the first request on, and not from the first look.
        _ = _app.Services.GetRequiredService<FailedRequests>();
        _app.MapBroker(Broker);
        _app.MapDashboard();
        _app.MapGet("/api/status", async (CancellationToken stop) => TypedResults.Json(
                StatusDocument.Of(Broker, await Flow.ReadAsync(stop), HostPart(), SandboxPart()), HostingJson.Default.StatusDocument))
            .RequireLoopback();
        if (SendsUsers)
        {
            _app.MapPublicKeys();
        }

        _starting = true;
        await _app.StartAsync(cancellationToken);
        var addresses = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        Url = new Uri(addresses.Addresses.Single());
        if (SendsUsers)
        {
            // As an operator registers it in an org: the org reads issuer and keys from there.
            Sandbox?.Sandbox.SecurityEvents.Register(new SecurityEventsProvider { WellKnownUrl = new Uri(Url, PublicKeyEndpoints.Configuration) });
        }

        _amqp = AmqpListener.Start(Broker, amqpPort, time);
    }
}
