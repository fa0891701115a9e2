using System.Text;
using Microsoft.AspNetCore.Http;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;

namespace RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;

/// <summary>Where a provider publishes its keys, and its transmitter configuration.</summary>
internal sealed class KeyHost : IAsyncDisposable
{
    private LoopbackServer? _web;
    private int _requests;

    public Uri JwksUrl => new(_web!.Url, "/jwks.json");

    public Uri ConfigurationUrl => new(JwksUrl, "/.well-known/ssf-configuration");

    /// <summary>What stands at <see cref="JwksUrl"/>.</summary>
    public string Jwks { get; private set; } = """{"keys":[]}""";

    public string Configuration { get; set; } = "{}";

    public string ContentType { get; set; } = "application/json";

    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>How often the keys were asked for.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static async Task<KeyHost> StartAsync(params string[] jwks)
    {
        var host = new KeyHost();
        host.Publish(jwks);
        host._web = await LoopbackServer.StartAsync(host.AnswerAsync);
        return host;
    }

    public void Publish(params string[] jwks) => Jwks = $$"""{"keys":[{{string.Join(',', jwks)}}]}""";

    public ValueTask DisposeAsync() => _web!.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        var isKeys = http.Request.Path == JwksUrl.AbsolutePath;
        _ = isKeys ? Interlocked.Increment(ref _requests) : 0;
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        return http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(isKeys ? Jwks : Configuration)).AsTask();
    }
}
