namespace RiskFunctions.Metering;

/// <summary>The timer's part of the meter: carries the state from tick to tick in the store.</summary>
public interface IMinuteClosing
{
    /// <summary>
    /// Closes every finished minute into the history, exactly once over all instances, drops what has expired, and writes one log line
    /// for each minute that this call closed. Missed ticks are caught up. Never throws for a store that is down: that is logged.
    /// </summary>
    Task CloseFinishedMinutesAsync(CancellationToken cancellationToken);
}
