using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>The lanes themselves: where a request with free seats takes its passengers from. A host has one for its broker.</summary>
public interface ILaneSource
{
    /// <summary>
    /// Locks up to <paramref name="maxMessages"/> messages of a lane that are there now, oldest first. It does not wait for messages to come:
    /// it tells within 25 ms that a lane is empty, for the next lane needs its time too. It returns at once, with what it has, when <paramref name="enough"/> fires: it does not throw for that.
    /// </summary>
    /// <param name="late">
    /// Takes what the broker hands over after the call has returned, at once and as a batch of its own: nothing may lie locked with nobody working on it.
    /// </param>
    /// <returns>None when the lane is empty.</returns>
    /// <exception cref="Exception">Whatever the broker's client throws. The request goes without passengers then.</exception>
    Task<IReadOnlyList<LockedMessage>> TakeAsync(RiskLevel lane, int maxMessages, IBatchDelivery late, CancellationToken enough);
}
