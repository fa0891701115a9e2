using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.ExceptionServices;

namespace RiskFunctions.LocalHost.Tests.EndToEnd.Stage;

/// <summary>
/// All that this process says beside its log: tags of every metric, every span with tags, events and status, and the text of every
/// exception thrown, caught ones too. Other tests of the process are heard as well, so look for texts that are this test's alone.
/// </summary>
internal sealed class ObservedWords : IDisposable
{
    private readonly ConcurrentDictionary<string, byte> _words = new(StringComparer.Ordinal);
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _spans;

    public ObservedWords()
    {
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<byte>(Measured);
        _meters.SetMeasurementEventCallback<short>(Measured);
        _meters.SetMeasurementEventCallback<int>(Measured);
        _meters.SetMeasurementEventCallback<long>(Measured);
        _meters.SetMeasurementEventCallback<float>(Measured);
        _meters.SetMeasurementEventCallback<double>(Measured);
        _meters.SetMeasurementEventCallback<decimal>(Measured);
        _meters.Start();
        _spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Ended,
        };
        ActivitySource.AddActivityListener(_spans);
        AppDomain.CurrentDomain.FirstChanceException += Thrown;
    }

    public ICollection<string> All => _words.Keys;

    /// <summary>Asks the gauges too.</summary>
    public void Measure() => _meters.RecordObservableInstruments();

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Thrown;
        _spans.Dispose();
        _meters.Dispose();
    }

    private void Measured<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var (key, tag) in tags)
        {
            Keep($"metric {instrument.Name} {key}={tag}");
        }
    }

    private void Ended(Activity span)
    {
        Keep($"span {span.DisplayName} {span.StatusDescription}");
        foreach (var (key, tag) in span.TagObjects.Concat(span.Events.SelectMany(e => e.Tags)))
        {
            Keep($"span {span.DisplayName} {key}={tag}");
        }

        foreach (var (key, value) in span.Baggage)
        {
            Keep($"span {span.DisplayName} {key}={value}");
        }
    }

    private void Thrown(object? sender, FirstChanceExceptionEventArgs e) => Keep($"exception {e.Exception}");

    private void Keep(string words) => _words.TryAdd(words, 0);
}
