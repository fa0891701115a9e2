namespace RiskFunctions.Metering;

/// <summary>The timer's part of the meter.</summary>
public interface IMinuteClosing
{
    /// <summary>
    /// Closes every finished minute into the history, exactly once over all instances, with one log line for each. Drops what has expired, and
    /// catches up on missed ticks. A store that is down is logged and never thrown.
    /// </summary>
    Task CloseFinishedMinutesAsync(CancellationToken cancellationToken);
}
