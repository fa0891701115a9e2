using Microsoft.Azure.Functions.Worker;
using RiskFunctions.Metering;

namespace RiskFunctions.App.Metering;

/// <summary>Closes the finished minutes of the meter, at the start of every minute (six-field schedule, seconds first).</summary>
public sealed class MeterThroughputFunction(IMinuteClosing closing)
{
    [Function("MeterThroughput")]
    public Task MeterThroughputAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        closing.CloseFinishedMinutesAsync(cancellationToken);
}
