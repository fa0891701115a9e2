using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;

namespace RiskFunctions.Metering.Permits;

/// <summary>How long an instance waits before it asks the meter again. Pure: chance comes in.</summary>
internal static class QuestionPause
{
    /// <summary>
    /// For each instance that waits for the same permit, how far they spread their next question. Otherwise all would ask at the same moment,
    /// and all but one would lose.
    /// </summary>
    public static readonly TimeSpan SpreadPerInstance = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause after <paramref name="wait"/>, in whole milliseconds and at least one.</summary>
    /// <param name="known">The state as this instance saw it last.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan Before(PermitDecision.Wait wait, RiskLevel lane, MeterState known, DateTimeOffset now, double chance)
    {
        var until = Rivals(lane, known) is > 1 and var rivals ? wait.Until + (SpreadPerInstance * rivals * chance) : wait.Until;
        until = wait.RenewMarkAt < until ? wait.RenewMarkAt.Value : until;

        // Timers cut to whole milliseconds, and a question that comes too early must be asked again.
        return TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((until - now).TotalMilliseconds)));
    }

    /// <summary>The pause after too many lost races: 100 to 200 ms.</summary>
    public static TimeSpan WhenBusy(double chance) => Busy * (1 + chance);

    // The instances that want the same permit at the same moment. Marked lanes stand in line, so each has its own moment.
    // LOW has no marks: the instances that were served lately are taken as those that wait.
    private static int Rivals(RiskLevel lane, MeterState known) =>
        lane > RiskLevel.Low ? 1 : known.Grants.Select(g => g.By).Distinct(StringComparer.Ordinal).Count();
}
