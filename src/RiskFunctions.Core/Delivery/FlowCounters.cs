namespace RiskFunctions.Delivery;

/// <summary>What this process has done since it started.</summary>
internal sealed class FlowCounters
{
    private long _requests;
    private long _events;
    private long _subjects;
    private long _messages;
    private long _suppressed;
    private long _withoutAddress;
    private long _cleared;

    /// <summary>Requests that Okta accepted.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    public long Events => Interlocked.Read(ref _events);

    public long Subjects => Interlocked.Read(ref _subjects);

    /// <summary>Messages completed because Okta accepted all that they held.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Signals left out because their address is in a trusted network.</summary>
    public long Suppressed => Interlocked.Read(ref _suppressed);

    /// <summary>Messages completed because they held no address that can be sent.</summary>
    public long WithoutAddress => Interlocked.Read(ref _withoutAddress);

    /// <summary>Alerts and incidents that were not sent because they were cleared.</summary>
    public long Cleared => Interlocked.Read(ref _cleared);

    public void Accepted(int events, int subjects)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _events, events);
        Interlocked.Add(ref _subjects, subjects);
    }

    public void Delivered() => Interlocked.Increment(ref _messages);

    public void Suppress(int signals) => Interlocked.Add(ref _suppressed, signals);

    public void Clear(int alerts) => Interlocked.Add(ref _cleared, alerts);

    public void CompletedWithoutAddress() => Interlocked.Increment(ref _withoutAddress);
}
