namespace RiskFunctions.LocalHost.Hosting;

/// <summary>Leaves Ctrl+C and SIGTERM to the command that started the host.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
