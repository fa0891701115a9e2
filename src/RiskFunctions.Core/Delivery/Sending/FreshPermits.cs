using RiskFunctions.Metering.Permits;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Sending;

/// <summary>Waits for a permit that is still fresh when the credential is at hand too.</summary>
/// <param name="waited">Is told of each wait; null for security events, which have no such metric.</param>
internal sealed partial class FreshPermits(PermitQueue permits, TimeProvider time, ILogger<FreshPermits> logger, Action<RiskLevel, TimeSpan>? waited = null)
{
    /// <summary>A stale permit is let go. After so many of them the next one is used all the same, or a slow store would stop delivery.</summary>
    private const int MaxStale = 2;

    /// <param name="turn">A probe asks in the HIGH lane: all lanes wait for its answer, so it must not wait behind other instances' HIGH.</param>
    /// <param name="prepare">
    /// Makes the credential ready. Returns null when it is ready, otherwise why it is not. It may have run out during the wait, and a new one takes
    /// longer than a permit lives.
    /// </param>
    /// <param name="onBehind">See <see cref="PermitQueue.AcquireAsync"/>.</param>
    /// <returns>The permit, or why there is none.</returns>
    public async Task<(Permit? Permit, DeliveryOutcome? Without)> AcquireAsync(
        RiskLevel level, CircuitTurn turn, Func<Task<DeliveryOutcome?>> prepare, CancellationToken stopping, Action? onBehind = null)
    {
        var lane = turn == CircuitTurn.Free ? level : RiskLevel.High;
        for (var stale = 0; ; stale++)
        {
            var permit = await permits.AcquireAsync(lane, stopping, onBehind);
            waited?.Invoke(lane, permit.Waited);
            if (await prepare() is { } notReady)
            {
                return (null, notReady);
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
