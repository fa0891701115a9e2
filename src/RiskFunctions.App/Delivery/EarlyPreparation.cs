using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Users;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;
using RiskFunctions.SecurityEvents;

namespace RiskFunctions.App.Delivery;

/// <summary>
/// Creates the delivery and reads credential, signing key and meters while the worker still connects to the Functions host, so that the first signal
/// of a new instance finds them ready. A fault here is not reported: the first request tries again and reports it.
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
        var steps = new List<Task>();
        if (services.GetRequiredService<IOptions<RiskEventsOptions>>().Value.Enabled)
        {
            steps.Add(services.GetRequiredService<RiskEventClient>().PrepareAsync(fresh: false, DeliveryTimes.Try, _stopping.Token));
            steps.Add(ReadAsync(services.GetRequiredService<MeterSession>()));
        }

        if (services.GetService<UserDelivery>() is { } users)
        {
            steps.Add(services.GetRequiredService<SecurityEventClient>().PrepareAsync(fresh: false, DeliveryTimes.Try, _stopping.Token));
            steps.Add(ReadAsync(users.Meter));
        }

        await Task.WhenAll(steps);
    }

    private Task<bool> ReadAsync(MeterSession meter) =>
        meter.UpdateAsync(static (state, _, _) => (true, state), otherwise: false, sharedOnly: true, _stopping.Token);
}
