using System.Collections.Concurrent;
using System.Diagnostics;
using RiskFunctions.Delivery.Telemetry;

namespace RiskFunctions.Core.Tests.Delivery.Telemetry;

/// <summary>The flow's ended spans under a root of this test's own; other tests' spans are told by their trace.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = [];
    private readonly ActivityListener _listener;

    public RecordedSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is FlowTraces.SourceName or "System.Net.Http",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        Root = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
    }

    public Activity Root { get; }

    public IReadOnlyList<Activity> Ended => [.. _ended.Where(span => span.TraceId == Root.TraceId)];

    public Activity Batch => Ended.Single(span => span.Kind == ActivityKind.Consumer);

    public IReadOnlyList<Activity> Requests => [.. Ended.Where(span => span.Kind == ActivityKind.Client)];

    public void Dispose()
    {
        Root.Dispose();
        _listener.Dispose();
    }
}
