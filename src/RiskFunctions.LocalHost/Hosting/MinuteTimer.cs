using RiskFunctions.Metering;
using RiskFunctions.SecurityEvents;

namespace RiskFunctions.LocalHost.Hosting;

/// <summary>Ticks at the start of every minute, as the function app's timer trigger does.</summary>
internal sealed class MinuteTimer(IMinuteClosing closing, IPublicKeys keys, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow();
            var untilNextMinute = TimeSpan.FromTicks(TimeSpan.TicksPerMinute - (now.UtcTicks % TimeSpan.TicksPerMinute));
            await Task.Delay(untilNextMinute, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                await closing.CloseFinishedMinutesAsync(stoppingToken);
                await keys.PublishAsync(stoppingToken);
            }
        }
    }
}
