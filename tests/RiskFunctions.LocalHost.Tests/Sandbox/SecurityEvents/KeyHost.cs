using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;

/// <summary>Where a provider publishes its keys, and its transmitter configuration.</summary>
internal sealed class KeyHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private KeyHost(WebApplication app) => _app = app;

    public Uri JwksUrl { get; private set; } = new("http://127.0.0.1/");

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
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var host = new KeyHost(builder.Build());
        host.Publish(jwks);
        host._app.Run(host.AnswerAsync);
        await host._app.StartAsync();
        var address = host._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        host.JwksUrl = new Uri(new Uri(address), "/jwks.json");
        return host;
    }

    public void Publish(params string[] jwks) => Jwks = $$"""{"keys":[{{string.Join(',', jwks)}}]}""";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        var isKeys = http.Request.Path == JwksUrl.AbsolutePath;
        _ = isKeys ? Interlocked.Increment(ref _requests) : 0;
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        return http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(isKeys ? Jwks : Configuration)).AsTask();
    }
}
