using Microsoft.Azure.Functions.Worker;
using RiskFunctions.Metering;
using RiskFunctions.SecurityEvents;

namespace RiskFunctions.App.Metering;

/// <summary>
/// At the start of every minute (six-field schedule, seconds first): closes the meter's finished minutes and brings the published keys up to date.
/// </summary>
public sealed class MeterThroughputFunction(IMinuteClosing closing, IPublicKeys keys)
{
    [Function("MeterThroughput")]
    public async Task MeterThroughputAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await closing.CloseFinishedMinutesAsync(cancellationToken);
        await keys.PublishAsync(cancellationToken);
    }
}
