using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RiskFunctions.Delivery;
using RiskFunctions.Metering;
using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;

namespace RiskFunctions.App.Delivery;

/// <summary>
/// Makes the delivery and reads the credential and the meter while the worker still connects to the Functions host: the first signal of a new instance, which mostly
/// is why there is one, finds all of it at hand. What goes wrong here is told by the first request, which tries it again.
/// </summary>
internal sealed class EarlyPreparation(IServiceProvider services) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(PrepareAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public async Task StopAsync(CancellationToken cancellationToken) =>
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private async Task PrepareAsync()
    {
        services.GetRequiredService<IBatchDelivery>();
        if (services.GetRequiredService<IOptions<RiskEventsOptions>>().Value.Enabled)
        {
            await Task.WhenAll(
                services.GetRequiredService<RiskEventClient>().PrepareAsync(fresh: false, DeliveryTimes.Try, _stopping.Token),
                services.GetRequiredService<MeterSession>().UpdateAsync(static (state, _, _) => (true, state), otherwise: false, sharedOnly: true, _stopping.Token));
        }
    }
}
