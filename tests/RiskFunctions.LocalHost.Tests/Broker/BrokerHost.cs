using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Broker.Rest;
using RiskFunctions.LocalHost.Dashboard;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.LocalHost.Tests.Broker;

/// <summary>A broker behind a real web server on a free port of this machine.</summary>
internal sealed class BrokerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BrokerHost(InMemoryBroker broker, WebApplication app)
    {
        Broker = broker;
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public InMemoryBroker Broker { get; }

    public HttpClient Client { get; }

    public static BrokerHost Start(TimeProvider? time = null)
    {
        var broker = new InMemoryBroker(BrokerTopology.Load(), new BrokerOptions(), time ?? TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(RawHeaders.Keep);
        var app = builder.Build();
        app.MapBroker(broker);
        app.MapDashboard();
        app.Start();
        return new BrokerHost(broker, app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
