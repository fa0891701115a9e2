using RiskFunctions.Delivery;

namespace RiskFunctions.LocalHost.Broker.Pump;

/// <summary>The receiving side of a broker, in this process or in another.</summary>
internal interface ILaneReceiver
{
    /// <summary>
    /// Locks up to <paramref name="maxMessages"/> messages, oldest first, and returns as soon as there is any; none when <paramref name="wait"/> is over.
    /// </summary>
    /// <exception cref="Exception">The broker is in another process and cannot be reached, or refuses.</exception>
    Task<IReadOnlyList<LockedMessage>> ReceiveAsync(string subscription, int maxMessages, TimeSpan wait, CancellationToken cancellationToken);
}
