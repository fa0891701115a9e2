using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using RiskFunctions.LocalHost.Sandbox.Http;
using RiskFunctions.LocalHost.Sandbox.Recording;

namespace RiskFunctions.LocalHost.Sandbox;

/// <summary>An <see cref="OktaSandbox"/> on a port of 127.0.0.1. Writes no log at all, so no token, address or body can stand in one.</summary>
internal sealed class OktaSandboxServer : IAsyncDisposable
{
    /// <summary>A request of 20 events with 50 subjects of the longest message has about 650 KB.</summary>
    private const long LargestBody = 4 * 1024 * 1024;

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();
    private int _disposed;

    private OktaSandboxServer(WebApplication app, OktaSandbox sandbox)
    {
        _app = app;
        Sandbox = sandbox;
    }

    public OktaSandbox Sandbox { get; }

    /// <summary>Where the org is, for example <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri OrgUrl { get; private set; } = new("http://127.0.0.1/");

    public SandboxStatistics Statistics => Sandbox.Recorder.Snapshot();

    /// <summary>Starts the sandbox. It answers as soon as this returns.</summary>
    /// <exception cref="SandboxConfigurationException">An option makes no sense; the message names it.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<OktaSandboxServer> StartAsync(SandboxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var sandbox = new OktaSandbox(options, time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        var server = new OktaSandboxServer(builder.Build(), sandbox);
        await server.StartAsync(cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        // Ends every answer that is being held back; otherwise the server would wait for it.
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var dispatcher = new SandboxDispatcher(Sandbox);
        _app.Run(http => RunAsync(dispatcher, http));
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }

        var addresses = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        OrgUrl = new Uri(addresses.Addresses.Single());
    }

    private async Task RunAsync(SandboxDispatcher dispatcher, HttpContext http)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stopping.Token);
        try
        {
            await dispatcher.DispatchAsync(http, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (BadHttpRequestException)
        {
            // The request broke off; there is nobody left to answer.
            http.Abort();
        }
    }

    /// <summary>Leaves Ctrl+C and SIGTERM to the process around the sandbox.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
