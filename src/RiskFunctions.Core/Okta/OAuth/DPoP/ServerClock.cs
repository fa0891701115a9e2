namespace RiskFunctions.Okta.OAuth.DPoP;

/// <summary>
/// Okta's clock, learnt from the <c>Date</c> header of its answers, so that assertions and proofs have the right time on a machine with a wrong
/// clock. <c>Date</c> has whole seconds and takes time to travel, so each answer gives an interval for the offset. A known offset inside it stays.
/// Otherwise the low end is taken: Okta refuses times in its future.
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
    /// True when the offset changed by a second or more: what was refused for its time may now be accepted.
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
