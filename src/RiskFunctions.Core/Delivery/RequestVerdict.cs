using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;

namespace RiskFunctions.Delivery;

/// <summary>What is final about a request, after retries and waits.</summary>
internal abstract record RequestVerdict
{
    private RequestVerdict()
    {
    }

    /// <summary>Okta has <paramref name="Sent"/>: the request, or what was still wanted of it.</summary>
    public sealed record Accepted(RiskRequest Sent) : RequestVerdict;

    /// <summary>Okta refuses the content of <paramref name="Sent"/>: the request, or what was still wanted of it.</summary>
    public sealed record Rejected(RiskRequest Sent, OktaError Error) : RequestVerdict;

    /// <summary>
    /// Okta answers 500 to <paramref name="Sent"/>, and this may be for something in it. Nothing is known against a message: the request is to be
    /// tried in smaller parts, or again after others.
    /// </summary>
    /// <param name="Sent">The request, or what was still wanted of it.</param>
    /// <param name="OthersPass">Okta took another request meanwhile.</param>
    public sealed record Doubtful(RiskRequest Sent, bool OthersPass) : RequestVerdict;

    /// <summary>Nothing of it was wanted any more when its turn came.</summary>
    public sealed record Unwanted : RequestVerdict;

    /// <summary>Time ran out or the process stops: nothing is known against the messages.</summary>
    public sealed record Held : RequestVerdict;
}
