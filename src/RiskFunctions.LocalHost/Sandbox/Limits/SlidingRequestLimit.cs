namespace RiskFunctions.LocalHost.Sandbox.Limits;

/// <summary>
/// At most so many requests in any window, wherever it begins. The window is half open: a request exactly one window old no longer counts.
/// The reset is the moment when the next request would pass: now while something remains, else when enough of the oldest have left.
/// </summary>
internal sealed class SlidingRequestLimit(RequestLimitOptions options) : IRequestLimit
{
    private readonly List<TimeSpan> _counted = [];

    public LimitReading Take(TimeSpan now)
    {
        Forget(now);
        var passed = _counted.Count < options.Requests;
        if (passed || options.CountRefused)
        {
            _counted.Add(now);
        }

        return Reading(now, passed);
    }

    public LimitReading Read(TimeSpan now)
    {
        Forget(now);
        return Reading(now, _counted.Count < options.Requests);
    }

    private LimitReading Reading(TimeSpan now, bool passed)
    {
        var limit = options.AdvertisedRequests ?? options.Requests;

        // Who is told 15 waits by the 15, though the 30 behind it would let them pass sooner.
        var over = _counted.Count - Math.Min(limit, options.Requests);
        var resetIn = over < 0 ? TimeSpan.Zero : _counted[over] + options.Window - now;
        return new LimitReading(passed, limit, passed ? Math.Max(0, limit - _counted.Count) : 0, resetIn);
    }

    private void Forget(TimeSpan now)
    {
        var kept = _counted.FindIndex(t => t > now - options.Window);
        _counted.RemoveRange(0, kept < 0 ? _counted.Count : kept);
    }
}
