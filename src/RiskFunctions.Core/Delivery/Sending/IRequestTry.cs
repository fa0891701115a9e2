using RiskFunctions.Okta.Answers;

namespace RiskFunctions.Delivery.Sending;

/// <summary>One try of one request.</summary>
internal interface IRequestTry<in TWork>
    where TWork : IRequestWork
{
    /// <returns>Null when nothing of the request is wanted any more.</returns>
    /// <param name="fresh">A cached credential does not count.</param>
    /// <param name="window">Ends the wait for a permit, and later the request under way.</param>
    Task<DeliveryOutcome?> RunAsync(TWork work, CircuitTurn turn, bool fresh, InFlightWindow window);
}
