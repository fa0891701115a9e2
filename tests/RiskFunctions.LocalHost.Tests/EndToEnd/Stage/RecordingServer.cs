using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace RiskFunctions.LocalHost.Tests.EndToEnd.Stage;

/// <summary>A server that is no Okta of ours: it keeps what it is sent and answers 202 to everything.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedRequest> _requests = [];
    private LoopbackServer? _web;

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public Uri Url => _web!.Url;

    public static async Task<RecordingServer> StartAsync()
    {
        var server = new RecordingServer();
        server._web = await LoopbackServer.StartAsync(server.TakeAsync);
        return server;
    }

    public ValueTask DisposeAsync() => _web!.DisposeAsync();

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
