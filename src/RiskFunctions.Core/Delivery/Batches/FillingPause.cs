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

    /// <summary>Okta could not take a request. Until it takes one, none is filled.</summary>
    public void Fail()
    {
        lock (_gate)
        {
            _failing = true;
        }
    }

    /// <summary>Okta read a request.</summary>
    /// <param name="passengersAccepted">The next pause is a short one again.</param>
    public void Succeed(bool passengersAccepted)
    {
        lock (_gate)
        {
            _failing = false;
            _pause = passengersAccepted ? TimeSpan.Zero : _pause;
        }
    }

    /// <summary>Passengers rode in vain: starts a pause, twice as long as the last one.</summary>
    public void StartPause()
    {
        lock (_gate)
        {
            _pause = _pause == TimeSpan.Zero ? First : _pause * 2 < Longest ? _pause * 2 : Longest;
            _notBefore = time.GetUtcNow() + _pause;
        }
    }
}
