using RiskFunctions.RiskEvents;

namespace RiskFunctions.Delivery;

/// <summary>
/// A request on its way. It may wait for minutes, so what of it is still to be sent is asked again before each try.
/// </summary>
/// <param name="request">What was to be sent at first.</param>
/// <param name="isAside">A single signal over which Okta stumbled before while it took others: another 500 says nothing new.</param>
/// <param name="stillWanted">What of a request is still to be sent: the same object when it is all of it, null when it is nothing.</param>
internal sealed class OutgoingRequest(RiskRequest request, bool isAside, Func<RiskRequest, RiskRequest?> stillWanted)
{
    private RiskRequest? _written;

    public RiskRequest Request { get; private set; } = request;

    public bool IsAside => isAside;

    /// <summary>Stands for the batch among all that wait for the circuit.</summary>
    public required object Batch { get; init; }

    /// <summary>The batch has other requests that could be tried instead.</summary>
    public bool MayYield { get; init; }

    /// <summary>What <see cref="OktaCircuit.Successes"/> was when Okta first stumbled over this request, or over one that it is a part of; null when it did not.</summary>
    public long? SuccessesBefore { get; set; }

    /// <summary>The bytes of <see cref="Request"/>, written once and again only after something was left out.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            if (!ReferenceEquals(_written, Request))
            {
                field = RiskRequestBody.Write(Request);
                _written = Request;
            }

            return field;
        }
    }

    /// <summary>Leaves out what need not be sent any more. False when that is everything.</summary>
    public bool Refresh()
    {
        if (stillWanted(Request) is not { } left)
        {
            return false;
        }

        Request = left;
        return true;
    }
}
