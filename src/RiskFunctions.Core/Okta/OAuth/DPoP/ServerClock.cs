namespace RiskFunctions.Okta.OAuth.DPoP;

/// <summary>
/// Okta's clock, learnt from the <c>Date</c> header of its answers, so that assertions and proofs are timely on a machine whose own
/// clock is wrong. <c>Date</c> has whole seconds and travels for a while: the offset is known only to lie within an interval, and is
/// kept as long as it does. Otherwise the low end is taken, because Okta refuses times that lie in its future.
/// </summary>
internal sealed class ServerClock(TimeProvider timeProvider)
{
    private static readonly TimeSpan DateResolution = TimeSpan.FromSeconds(1);

    private long _offsetTicks;

    /// <summary>What has to be added to this machine's clock. Zero until an answer was seen.</summary>
    public TimeSpan Offset => new(Interlocked.Read(ref _offsetTicks));

    public DateTimeOffset UtcNow => LocalNow + Offset;

    /// <summary>This machine's own clock, to note when a request was sent.</summary>
    public DateTimeOffset LocalNow => timeProvider.GetUtcNow();

    /// <summary>
    /// Learns from an answer that has just arrived to a request sent at <paramref name="sentAt"/> (local time).
    /// True when the clock moved by a second or more: what was refused for its time may now be accepted.
    /// </summary>
    public bool Learn(HttpResponseMessage response, DateTimeOffset sentAt)
    {
        if (response.Headers.Date is not { } date)
        {
            return false;
        }

        var lowest = date - LocalNow;
        var highest = date + DateResolution - sentAt;
        var before = Offset;
        if (before >= lowest && before <= highest)
        {
            return false;
        }

        Interlocked.Exchange(ref _offsetTicks, lowest.Ticks);
        return (lowest - before).Duration() >= DateResolution;
    }
}
