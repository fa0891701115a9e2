using RiskFunctions.Okta.Answers;

namespace RiskFunctions.Delivery.Batches;

/// <summary>Knows whether requests may be filled: not while Okta takes none, and not for a while after passengers rode in vain.</summary>
internal sealed class FillingPause(TimeProvider time)
{
    /// <summary>
    /// The first pause after a request with passengers failed; it doubles each time. One message that Okta answers with 500
    /// must not use up the deliveries of all that ride with it.
    /// </summary>
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);

    /// <summary>With this pause a day of failures uses fewer deliveries than a message has (maxDeliveryCount in infra/modules/lane.bicep).</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    private readonly Lock _gate = new();
    private TimeSpan _pause;
    private DateTimeOffset _notBefore;
    private bool _failing;

    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return !_failing && time.GetUtcNow() >= _notBefore;
            }
        }
    }

    /// <summary>A try is over. Passengers that Okta did not read rode in vain: each time the pause is twice as long, until some are accepted.</summary>
    public void Learn(DeliveryOutcome outcome, bool hadPassengers)
    {
        lock (_gate)
        {
            _failing = outcome switch
            {
                DeliveryOutcome.Accepted or DeliveryOutcome.Invalid => false,
                DeliveryOutcome.Throttled => _failing,
                _ => true,
            };
            if (hadPassengers && outcome is DeliveryOutcome.Accepted)
            {
                _pause = TimeSpan.Zero;
            }
            else if (hadPassengers && outcome is not DeliveryOutcome.Invalid)
            {
                _pause = _pause == TimeSpan.Zero ? First : _pause * 2 < Longest ? _pause * 2 : Longest;
                _notBefore = time.GetUtcNow() + _pause;
            }
        }
    }
}
