using RiskFunctions.Testing.Azurite;

namespace RiskFunctions.Azure.Tests.Metering;

/// <summary>One Azurite for a test class, started by the first test that needs it, so that skipped tests start none.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly Lazy<Task<AzuriteServer>> _server = new(() => AzuriteServer.StartAsync(AzuriteState.Lost, CancellationToken.None));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task<AzuriteServer> ServerAsync() => _server.Value;

    public async Task DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
