using RiskFunctions.Okta.Answers;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Sending;

/// <summary>Requests of a batch to one destination, as <see cref="RequestSender{TWork}"/> sees them: the present one, and what is made of its answer.</summary>
internal interface IRequestWork
{
    /// <summary>The lane in which the present request asks for a permit.</summary>
    RiskLevel Level { get; }

    /// <summary>Something else, or a part of the present request, can be tried instead of it.</summary>
    bool HasOtherOrPart { get; }

    /// <summary>Okta took the present request.</summary>
    void Accept();

    /// <summary>Okta refused its content.</summary>
    void Reject(OktaError error);

    /// <summary>Okta stumbles over it, perhaps because of something in it.</summary>
    /// <param name="othersPass">It takes others meanwhile.</param>
    void Doubt(bool othersPass);
}
