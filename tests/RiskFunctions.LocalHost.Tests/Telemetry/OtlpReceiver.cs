using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;

namespace RiskFunctions.LocalHost.Tests.Telemetry;

/// <summary>
/// A collector that takes OTLP over HTTP on loopback (opentelemetry-proto: ExportMetricsServiceRequest, ExportTraceServiceRequest),
/// and an org that answers the first request with 429 of Okta's concurrency limit, accepts the others, and remembers their headers.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _metrics = [];
    private readonly ConcurrentQueue<byte[]> _traces = [];
    private readonly ConcurrentQueue<IReadOnlyList<string>> _orgRequests = [];
    private LoopbackServer? _web;

    public string Url => _web!.Url.GetLeftPart(UriPartial.Authority);

    /// <summary>resource_metrics 1, scope_metrics 2, metrics 2, name 1.</summary>
    public IReadOnlySet<string> MetricNames => _metrics.SelectMany(m => ProtobufText.TextAt(m, 1, 2, 2, 1)).ToHashSet();

    /// <summary>Metric to unit: name 1 and unit 3 of each metric.</summary>
    public IReadOnlySet<(string Name, string Unit)> Metrics => _metrics
        .SelectMany(m => ProtobufText.At(m, 1, 2, 2))
        .Select(m => (ProtobufText.TextAt(m, 1).Single(), ProtobufText.TextAt(m, 3).SingleOrDefault() ?? ""))
        .ToHashSet();

    /// <summary>resource_spans 1, scope_spans 2, spans 2, name 5.</summary>
    public IReadOnlySet<string> SpanNames => _traces.SelectMany(t => ProtobufText.TextAt(t, 1, 2, 2, 5)).ToHashSet();

    /// <summary>Names of the attributes of the spans called <paramref name="span"/>: attributes 9, key 1.</summary>
    public IReadOnlySet<string> AttributesOf(string span) => _traces
        .SelectMany(t => ProtobufText.At(t, 1, 2, 2))
        .Where(s => ProtobufText.TextAt(s, 5).Single() == span)
        .SelectMany(s => ProtobufText.TextAt(s, 9, 1))
        .ToHashSet();

    /// <summary>Trace ids that spans are linked to: links 13, trace_id 1.</summary>
    public IReadOnlySet<string> LinkedTraces => _traces
        .SelectMany(t => ProtobufText.At(t, 1, 2, 2, 13, 1))
        .Select(id => Convert.ToHexStringLower(id.Span))
        .ToHashSet();

    /// <summary>The resource's attribute values: resource 1 of resource_spans, attributes 1, value 2, string_value 1.</summary>
    public IReadOnlySet<string> ResourceTexts => _traces.Concat(_metrics).SelectMany(t => ProtobufText.TextAt(t, 1, 1, 1, 2, 1)).ToHashSet();

    /// <summary>Everything that came, as it came.</summary>
    public IReadOnlyList<byte[]> Exports => [.. _metrics, .. _traces];

    /// <summary>Names of the headers of each request that reached the org.</summary>
    public IReadOnlyList<IReadOnlyList<string>> OrgRequests => [.. _orgRequests];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        receiver._web = await LoopbackServer.StartAsync(receiver.ReceiveAsync);
        return receiver;
    }

    public ValueTask DisposeAsync() => _web!.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        switch (http.Request.Path.Value, http.Request.ContentType)
        {
            case ("/v1/metrics", "application/x-protobuf"):
                _metrics.Enqueue(body.ToArray());
                break;
            case ("/v1/traces", "application/x-protobuf"):
                _traces.Enqueue(body.ToArray());
                break;
            case ("/api/v1/risk/events/ip", _):
                _orgRequests.Enqueue([.. http.Request.Headers.Keys]);
                AnswerAsOrg(http.Response);
                return;
            case ("/security/api/v1/security-events", _):
                http.Response.StatusCode = StatusCodes.Status202Accepted;
                return;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }

        http.Response.ContentType = "application/x-protobuf";
    }

    private void AnswerAsOrg(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status202Accepted;
        if (_orgRequests.Count == 1)
        {
            response.StatusCode = StatusCodes.Status429TooManyRequests;
            response.Headers["X-Rate-Limit-Limit"] = "0";
            response.Headers["X-Rate-Limit-Remaining"] = "0";
            response.Headers["X-Rate-Limit-Reset"] = $"{DateTimeOffset.UnixEpoch.ToUnixTimeSeconds()}";
        }
    }
}
