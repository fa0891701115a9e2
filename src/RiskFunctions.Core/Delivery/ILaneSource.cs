using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>Where a request with free seats takes further messages from. A host has one for its broker.</summary>
public interface ILaneSource
{
    /// <summary>
    /// Locks up to <paramref name="maxMessages"/> messages that are in a lane now, oldest first. It does not wait for messages to come: an empty
    /// lane is told within 25 ms, because the next lane needs its time too. When <paramref name="enough"/> fires, it returns at once
    /// and does not throw; what is on its way then goes to <paramref name="late"/>.
    /// </summary>
    /// <param name="late">Delivers, as batches of their own, messages that the broker hands over after the call has returned.</param>
    /// <returns>None when the lane is empty. Fewer than asked for may be a piece of what is there.</returns>
    /// <exception cref="Exception">Whatever the broker's client throws. The request goes without passengers then.</exception>
    Task<IReadOnlyList<LockedMessage>> TakeAsync(RiskLevel lane, int maxMessages, IBatchDelivery late, CancellationToken enough);
}
