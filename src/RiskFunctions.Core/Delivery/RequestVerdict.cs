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

    /// <summary>Nothing of it was wanted any more when its turn came.</summary>
    public sealed record Unwanted : RequestVerdict;

    /// <summary>Time ran out or the process stops: nothing is known against the messages.</summary>
    public sealed record Held : RequestVerdict;
}
