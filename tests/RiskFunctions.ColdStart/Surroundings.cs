using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace RiskFunctions.ColdStart;

/// <summary>What a worker connects to: a Functions host that listens and asks for nothing, and an org that accepts everything.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    private readonly WebApplication _web;
    private (string Worker, TaskCompletionSource<long> Sign) _next;

    private Surroundings(WebApplication web) => _web = web;

    public string FunctionsHost { get; private set; } = "";

    public string Org { get; private set; } = "";

    public static async Task<Surroundings> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var surroundings = new Surroundings(builder.Build());
        surroundings._web.Run(surroundings.AnswerAsync);
        await surroundings._web.StartAsync();
        var addresses = surroundings._web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ToList();
        (surroundings.FunctionsHost, surroundings.Org) = (addresses[0], addresses[1]);
        return surroundings;
    }

    /// <summary>When an empty worker said its first word to the Functions host, or when the app's first event was accepted.</summary>
    public Task<long> NextSignOf(string worker)
    {
        _next = (worker, new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        return _next.Sign.Task;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Protocol == "HTTP/2")
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.StartAsync();
            await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            Sign(MeasuredWorker.Empty);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        Sign(MeasuredWorker.App);
    }

    private void Sign(string worker)
    {
        if (_next.Worker == worker)
        {
            _next.Sign.TrySetResult(TimeProvider.System.GetTimestamp());
        }
    }
}
