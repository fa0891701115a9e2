namespace RiskFunctions.LocalHost.Sandbox.Limits;

/// <summary>At most so many requests in each of the windows that follow each other from the first request on. The reset is the end of the window.</summary>
internal sealed class FixedRequestLimit(RequestLimitOptions options) : IRequestLimit
{
    private TimeSpan? _windowStart;
    private int _counted;

    public LimitReading Take(TimeSpan now)
    {
        _windowStart ??= now;
        Roll(now);
        var passed = _counted < options.Requests;
        if (passed || options.CountRefused)
        {
            _counted++;
        }

        return Reading(now, passed);
    }

    public LimitReading Read(TimeSpan now)
    {
        Roll(now);
        return Reading(now, _counted < options.Requests);
    }

    private void Roll(TimeSpan now)
    {
        if (_windowStart is { } start && now - start >= options.Window)
        {
            _windowStart = now - TimeSpan.FromTicks((now - start).Ticks % options.Window.Ticks);
            _counted = 0;
        }
    }

    private LimitReading Reading(TimeSpan now, bool passed)
    {
        var limit = options.AdvertisedRequests ?? options.Requests;
        var resetIn = (_windowStart ?? now) + options.Window - now;
        return new LimitReading(passed, limit, passed ? Math.Max(0, limit - _counted) : 0, resetIn);
    }
}
