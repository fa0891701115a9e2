using RiskFunctions.Okta.Answers;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Sending;

/// <summary>A batch's requests to one destination, as <see cref="RequestSender{TWork}"/> sees them.</summary>
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

    /// <summary>Okta answers 500 to it, perhaps because of something in it.</summary>
    /// <param name="othersPass">The fault is this request's own: Okta takes others meanwhile, or it was set aside before.</param>
    void Doubt(bool othersPass);
}
