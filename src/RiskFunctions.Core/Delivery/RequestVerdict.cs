using RiskFunctions.Okta;

namespace RiskFunctions.Delivery;

/// <summary>What is final about a request, after retries and waits.</summary>
internal abstract record RequestVerdict
{
    private RequestVerdict()
    {
    }

    /// <summary>Okta has it.</summary>
    public sealed record Accepted : RequestVerdict;

    /// <summary>Okta refuses its content.</summary>
    public sealed record Rejected(OktaError Error) : RequestVerdict;

    /// <summary>Time ran out or the process stops: nothing is known against the messages.</summary>
    public sealed record Held : RequestVerdict;
}
