using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.RiskEvents;

namespace RiskFunctions.Delivery.Splitting;

/// <summary>A request of a batch: on its way, to be tried in parts, or to be tried once more.</summary>
/// <param name="request">What it carries; null for a planned one, which is bound after its permit.</param>
internal sealed class OutgoingRequest(RequestKind kind, RiskRequest? request)
{
    /// <summary>The most signals set aside earlier that one batch tries again: one request each.</summary>
    public const int MaxSetAside = 5;

    private RiskRequest? _request = request;

    public RequestKind Kind { get; set; } = kind;

    /// <summary>What the present try carries, or the last one carried.</summary>
    /// <exception cref="InvalidOperationException">It was not bound yet.</exception>
    public RiskRequest Request
    {
        get => _request ?? throw new InvalidOperationException("Nothing is bound before the first permit.");
        set => _request = value;
    }

    /// <summary>Free seats may be filled from the lanes. False once Okta could not take a try of it.</summary>
    public bool MayFill { get; set; } = kind == RequestKind.Planned;

    /// <summary><see cref="OktaCircuit.Successes"/> when Okta first answered 500 to it or to the request that it was cut from; null before that.</summary>
    public long? SuccessesAtFirstFault { get; set; }

    /// <summary>One request for each signal that was set aside earlier. If there are too many, each delivery begins one further.</summary>
    public static IEnumerable<OutgoingRequest> ForSetAside(IReadOnlyList<BatchMessage> messages)
    {
        var all = messages.SelectMany((m, i) => m.SignalsSetAside.Select(s => new SourcedSignal(i, s))).ToList();
        var skip = all.Count == 0 ? 0 : messages.Max(m => m.Locked.Message.DeliveryCount) % all.Count;
        return all.Skip(skip).Concat(all.Take(skip)).Take(MaxSetAside)
            .Select(s => new OutgoingRequest(RequestKind.SetAside, new RiskRequest([new RiskEvent([new MergedSignal(s)])])));
    }
}
