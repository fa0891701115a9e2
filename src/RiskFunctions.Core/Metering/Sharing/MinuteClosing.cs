using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.State;

namespace RiskFunctions.Metering.Sharing;

/// <summary>Closes finished minutes in the shared states. Of all instances that tick, the one whose write wins logs the minute.</summary>
/// <param name="users">The meter of security events; null while they are off.</param>
internal sealed partial class MinuteClosing(MeterSession meter, MeterSession? users, ILogger<MinuteClosing> logger) : IMinuteClosing
{
    public async Task CloseFinishedMinutesAsync(CancellationToken cancellationToken)
    {
        foreach (var (minute, waiting, blockedUntil) in await CloseAsync(meter, cancellationToken))
        {
            LogMinute(
                minute.Minute, minute.Requests, minute.Limit, minute.High, minute.Medium, minute.Low,
                minute.Events, minute.Subjects, minute.Throttled, waiting, blockedUntil);
        }

        if (users is null)
        {
            return;
        }

        foreach (var (minute, waiting, blockedUntil) in await CloseAsync(users, cancellationToken))
        {
            LogUserMinute(
                minute.Minute, minute.Requests, minute.Limit, minute.High, minute.Medium, minute.Low,
                minute.Events, minute.Throttled, waiting, blockedUntil);
        }
    }

    // Empty when the store is down or too many races were lost. The next tick, or another instance, catches up.
    private static async Task<IReadOnlyList<(MinuteUse Minute, string Waiting, string BlockedUntil)>> CloseAsync(
        MeterSession session, CancellationToken cancellationToken)
    {
        var closed = await session.UpdateAsync<(IReadOnlyList<MinuteUse> Minutes, MeterState State)?>(
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
            return [];
        }

        var waiting = string.Join(',', state.Waiting.Select(m => m.Lane).Distinct().Select(lane => lane.ToString().ToUpperInvariant()));
        var blockedUntil = state.BlockedUntil?.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "none";
        return [.. minutes.Select(m => (m, waiting.Length == 0 ? "none" : waiting, blockedUntil))];
    }

    [LoggerMessage(1, LogLevel.Information,
        "Minute {Minute:HH:mm}: {Requests} of {Limit} requests (high {High}, medium {Medium}, low {Low}), {Events} events, {Subjects} subjects, " +
        "{Throttled} throttled; waiting: {Waiting}; blocked until: {BlockedUntil}.",
        EventName = "MinuteClosed")]
    private partial void LogMinute(
        DateTimeOffset minute, int requests, int limit, int high, int medium, int low,
        int events, int subjects, int throttled, string waiting, string blockedUntil);

    [LoggerMessage(2, LogLevel.Information,
        "Minute {Minute:HH:mm} of security events: {Requests} of {Limit} requests (high {High}, medium {Medium}, low {Low}), {Events} accepted, " +
        "{Throttled} throttled; waiting: {Waiting}; blocked until: {BlockedUntil}.",
        EventName = "SecurityEventMinuteClosed")]
    private partial void LogUserMinute(
        DateTimeOffset minute, int requests, int limit, int high, int medium, int low, int events, int throttled, string waiting, string blockedUntil);
}
