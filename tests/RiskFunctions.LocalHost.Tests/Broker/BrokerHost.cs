using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Broker.Rest;
using RiskFunctions.LocalHost.Dashboard;

namespace RiskFunctions.LocalHost.Tests.Broker;

/// <summary>A broker behind a real web server on a free port of this machine.</summary>
internal sealed class BrokerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BrokerHost(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public static BrokerHost Start(InMemoryBroker broker)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(RawHeaders.Keep);
        var app = builder.Build();
        app.MapBroker(broker);
        app.MapDashboard();
        app.Start();
        return new BrokerHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
