using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>
/// A request on its way. It may wait for minutes, so what it carries is bound again before each try: as late as can be, after the permit.
/// </summary>
/// <param name="batch">Whose signals it carries.</param>
/// <param name="kind">Why it is sent.</param>
/// <param name="level">Of its highest signal.</param>
/// <param name="part">What it carries when that was settled before; null when it takes what is unsent.</param>
internal sealed class OutgoingRequest(BatchWork batch, RequestKind kind, RiskLevel level, RiskRequest? part)
{
    private RiskRequest? _bound;

    public BatchWork Batch => batch;

    public RequestKind Kind => kind;

    /// <summary>The lane in which it asks for a permit: that of its own highest signal, whoever rode with its last try.</summary>
    public RiskLevel Level => (kind == RequestKind.Planned ? batch.UnsentLevel : _bound?.Level) ?? level;

    /// <summary>What the present try carries, or the last one carried.</summary>
    /// <exception cref="InvalidOperationException">It was not bound yet.</exception>
    public RiskRequest Request => _bound ?? throw new InvalidOperationException("Nothing is bound before the first permit.");

    /// <summary>Free seats may be filled from the lanes: not after Okta could not take a try of it.</summary>
    public bool MayFill { get; set; } = kind == RequestKind.Planned;

    /// <summary>The batch has other requests that could be tried instead.</summary>
    public bool MayYield => batch.HasMoreThan(this);

    /// <summary>What <see cref="OktaCircuit.Successes"/> was when Okta first stumbled over this request, or over one that it is a part of; null when it did not.</summary>
    public long? SuccessesBefore { get; set; }

    /// <summary>Leaves out what need not be sent any more. False when that is everything.</summary>
    public bool Refresh(DateTimeOffset now)
    {
        if (kind == RequestKind.Planned)
        {
            return batch.RefreshUnsent(now);
        }

        _bound = batch.StillWanted(_bound ?? part!, now);
        return _bound is not null;
    }

    /// <summary>Settles what this try carries. Only when <see cref="Refresh"/> has just said that there is something.</summary>
    public void Bind() => _bound = kind == RequestKind.Planned ? batch.BestUnsent() : _bound;
}
