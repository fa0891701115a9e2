using Microsoft.Extensions.Logging;

namespace RiskFunctions.Metering;

/// <summary>Closes finished minutes in the shared state. Of all instances that tick, the one whose write wins logs the minute.</summary>
internal sealed partial class MinuteClosing(MeterSession meter, ILogger<MinuteClosing> logger) : IMinuteClosing
{
    public async Task CloseFinishedMinutesAsync(CancellationToken cancellationToken)
    {
        var closed = await meter.UpdateAsync<(IReadOnlyList<MinuteUse> Minutes, MeterState State)?>(
            (state, now, rules) =>
            {
                var (minutes, next) = MinuteLedger.Close(state, now, rules);
                return ((minutes, next), next);
            },
            otherwise: null,
            sharedOnly: true,
            cancellationToken);
        if (closed is not var (minutes, state))
        {
            // The store is down, or others write all the time and one of them closes. What is left is caught up at the next tick.
            return;
        }

        var waiting = string.Join(',', state.Waiting.Select(m => m.Lane).Distinct().Select(lane => lane.ToString().ToUpperInvariant()));
        foreach (var minute in minutes)
        {
            LogMinute(
                minute.Minute,
                minute.Requests,
                minute.Limit,
                minute.High,
                minute.Medium,
                minute.Low,
                minute.Events,
                minute.Subjects,
                minute.Throttled,
                waiting.Length == 0 ? "none" : waiting,
                state.BlockedUntil);
        }
    }

    [LoggerMessage(
        1,
        LogLevel.Information,
        "Minute {Minute:HH:mm}: {Requests} of {Limit} requests (high {High}, medium {Medium}, low {Low}), {Events} events, {Subjects} subjects, {Throttled} throttled; waiting: {Waiting}; blocked until: {BlockedUntil}.",
        EventName = "MinuteClosed")]
    private partial void LogMinute(
        DateTimeOffset minute,
        int requests,
        int limit,
        int high,
        int medium,
        int low,
        int events,
        int subjects,
        int throttled,
        string waiting,
        DateTimeOffset? blockedUntil);
}
