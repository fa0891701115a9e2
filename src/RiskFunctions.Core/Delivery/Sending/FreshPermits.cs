using RiskFunctions.Metering.Permits;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Sending;

/// <summary>Waits for a permit that is fresh when what the request needs beside it is at hand.</summary>
/// <param name="permits">Of the destination's budget.</param>
/// <param name="time">Tells a permit's age.</param>
/// <param name="logger">Is told of permits that are let go.</param>
/// <param name="waited">Is told of each wait; null for the users' budget, whose waits are no part of that figure.</param>
internal sealed partial class FreshPermits(PermitQueue permits, TimeProvider time, ILogger<FreshPermits> logger, Action<RiskLevel, TimeSpan>? waited = null)
{
    /// <summary>A permit that grew stale is let go; the one after this many is used all the same, or a slow store would stop delivery.</summary>
    private const int MaxStale = 2;

    /// <param name="level">Of the request.</param>
    /// <param name="turn">What the circuit allows. All lanes wait for a probe's answer, HIGH among them, so it must not wait behind other instances' HIGH.</param>
    /// <param name="prepare">
    /// Has the credential at hand, and null to say about it, as a rule. It may have run out while the lane waited, and fetching it again takes longer than a permit keeps.
    /// </param>
    /// <param name="stopping">Ends the wait.</param>
    /// <param name="onBehind">See <see cref="PermitQueue.AcquireAsync"/>.</param>
    /// <returns>The permit, or why there is none to use.</returns>
    public async Task<(Permit? Permit, DeliveryOutcome? Without)> AcquireAsync(
        RiskLevel level, CircuitTurn turn, Func<Task<DeliveryOutcome?>> prepare, CancellationToken stopping, Action? onBehind = null)
    {
        var lane = turn == CircuitTurn.Free ? level : RiskLevel.High;
        for (var stale = 0; ; stale++)
        {
            var permit = await permits.AcquireAsync(lane, stopping, onBehind);
            waited?.Invoke(lane, permit.Waited);
            if (await prepare() is { } ranOut)
            {
                return (null, ranOut);
            }

            if (stale == MaxStale || !permit.IsStale(time))
            {
                return (permit, null);
            }

            LogStalePermit(permit.AgeAt(time).TotalMilliseconds);
        }
    }

    /// <inheritdoc cref="PermitQueue.PassOnAsync"/>
    public Task PassOnAsync(Permit permit) => permits.PassOnAsync(permit);

    [LoggerMessage(1, LogLevel.Warning,
        "A permit was {Milliseconds:0} ms old before its request could start, and was let go. The machine or the meter's store is slow.",
        EventName = "PermitStale")]
    private partial void LogStalePermit(double milliseconds);
}
