using RiskFunctions.LocalHost.Broker;
using RiskFunctions.LocalHost.Broker.Rest;

namespace RiskFunctions.LocalHost.Tests.Broker;

public sealed class HttpBrokerTests : BrokerContract, IAsyncLifetime, IDisposable
{
    private BrokerHost? _host;

    private protected override ILaneReceiver Receiver
    {
        get
        {
            _host ??= BrokerHost.Start(Broker);
            return new HttpLaneReceiver(_host.Client, TimeProvider.System);
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    public void Dispose() => _host = null;
}
