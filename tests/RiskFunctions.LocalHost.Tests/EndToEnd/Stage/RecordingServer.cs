using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace RiskFunctions.LocalHost.Tests.EndToEnd.Stage;

/// <summary>A server that is no Okta of ours: it keeps what it is sent and answers 202 to everything.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = [];

    private RecordingServer(WebApplication app)
    {
        _app = app;
    }

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    public static async Task<RecordingServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new RecordingServer(builder.Build());
        server._app.Run(server.TakeAsync);
        await server._app.StartAsync();
        server.Url = new Uri(server._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        _requests.Enqueue(new ReceivedRequest(
            $"{http.Request.Method} {http.Request.Path}",
            http.Request.Headers.Authorization.ToString(),
            http.Request.ContentType,
            await reader.ReadToEndAsync()));
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    internal sealed record ReceivedRequest(string Line, string Authorization, string? ContentType, string Body);
}
