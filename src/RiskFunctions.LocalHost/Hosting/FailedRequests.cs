using System.Diagnostics.Metrics;

namespace RiskFunctions.LocalHost.Hosting;

/// <summary>
/// Counts the requests that Okta did not accept, minute by minute for an hour. It listens to the flow's own metric, because the meter's history
/// knows permits only, and not what became of them.
/// </summary>
internal sealed class FailedRequests : IDisposable
{
    private const int Minutes = 60;

    private readonly Lock _gate = new();
    private readonly Queue<FailedMinute> _closed = [];
    private readonly MeterListener _listener;
    private readonly TimeProvider _time;
    private FailedMinute _open;

    /// <param name="factory">Made the flow's meter; those of other flows in this process are not listened to.</param>
    public FailedRequests(IMeterFactory factory, TimeProvider time)
    {
        _time = time;
        _open = new FailedMinute(ThisMinute(), 0);
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "riskfunctions.okta.requests" && instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) => Count(count, tags));
        _listener.Start();
    }

    /// <summary>Minutes in which a request failed, oldest first.</summary>
    public IReadOnlyList<FailedMinute> Read()
    {
        lock (_gate)
        {
            Turn();
            return _open.Requests == 0 ? [.. _closed] : [.. _closed, _open];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Count(long count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (name == "outcome" && value is not "accepted")
            {
                lock (_gate)
                {
                    Turn();
                    _open = _open with { Requests = _open.Requests + (int)count };
                }
            }
        }
    }

    private void Turn()
    {
        var now = ThisMinute();
        if (_open.Minute != now)
        {
            if (_open.Requests > 0)
            {
                _closed.Enqueue(_open);
            }

            _open = new FailedMinute(now, 0);
        }

        while (_closed.TryPeek(out var oldest) && now - oldest.Minute >= TimeSpan.FromMinutes(Minutes))
        {
            _closed.Dequeue();
        }
    }

    private DateTimeOffset ThisMinute()
    {
        var now = _time.GetUtcNow();
        return now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMinute));
    }
}
