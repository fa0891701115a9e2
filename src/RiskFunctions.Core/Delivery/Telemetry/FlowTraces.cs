using System.Diagnostics;
using RiskFunctions.Okta.Answers;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Telemetry;

/// <summary>
/// The spans of the flow: one for each batch, one for each request to Okta. Names and attributes follow OpenTelemetry's semantic conventions
/// for messaging and HTTP; our own begin with <c>riskfunctions.</c>. No address, body, token or message id is ever put on a span.
/// </summary>
internal sealed class FlowTraces(string topic) : IDisposable
{
    public const string SourceName = "RiskFunctions";

    /// <summary>The properties in which senders and the Azure SDK put a message's W3C <c>traceparent</c>.</summary>
    private static readonly string[] TraceProperties = ["Diagnostic-Id", "traceparent"];

    private readonly ActivitySource _source = new(SourceName);

    public void Dispose() => _source.Dispose();

    /// <summary>The span of a batch; null when nobody listens. A child of the present span, linked to the senders' traces.</summary>
    public Activity? StartBatch(RiskLevel lane, IReadOnlyList<LockedMessage> batch)
    {
        if (!_source.HasListeners())
        {
            return null;
        }

        var tags = new ActivityTagsCollection
        {
            ["messaging.system"] = "servicebus",
            ["messaging.operation.type"] = "process",
            ["messaging.operation.name"] = "process",
            ["messaging.destination.name"] = topic,
            ["messaging.destination.subscription.name"] = lane.Tag(),
            ["messaging.batch.message_count"] = batch.Count,
        };
        return _source.StartActivity($"process {topic}", ActivityKind.Consumer, parentContext: default, tags, Links(batch));
    }

    /// <summary>Posts a request of risk events in a span of its own, a child of the batch's span.</summary>
    public Task<DeliveryOutcome> PostAsync(RiskRequest request, Uri target, Func<Task<DeliveryOutcome>> post)
    {
        var span = StartPost(request.Level, target);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("riskfunctions.events", request.Events.Count);
            span.SetTag("riskfunctions.subjects", request.SubjectCount);
        }

        return RunAsync(span, post);
    }

    /// <summary>The same for a security event.</summary>
    public Task<DeliveryOutcome> PostAsync(RiskLevel level, Uri target, Func<Task<DeliveryOutcome>> post) => RunAsync(StartPost(level, target), post);

    private static async Task<DeliveryOutcome> RunAsync(Activity? started, Func<Task<DeliveryOutcome>> post)
    {
        using var span = started;
        try
        {
            var outcome = await post();
            End(span, outcome);
            return outcome;
        }
        catch (Exception e)
        {
            Fail(span, e);
            throw;
        }
    }

    private Activity? StartPost(RiskLevel level, Uri target)
    {
        var span = _source.StartActivity(HttpMethod.Post.Method, ActivityKind.Client);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("http.request.method", HttpMethod.Post.Method);
            span.SetTag("url.full", target.GetLeftPart(UriPartial.Path));
            span.SetTag("url.path", target.AbsolutePath);
            span.SetTag("server.address", target.Host);
            span.SetTag("server.port", target.Port);
            span.SetTag("riskfunctions.lane", level.Tag());
        }

        return span;
    }

    /// <summary>Writes down how a try ended. Okta's text about the content stays out, as it does in the log.</summary>
    private static void End(Activity? span, DeliveryOutcome outcome)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        span.SetTag("http.response.status_code", outcome.StatusCode);
        span.SetTag("riskfunctions.outcome", outcome.Tag);
        if (outcome is not DeliveryOutcome.Accepted)
        {
            span.SetTag("error.type", outcome.StatusCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? outcome.Tag);
            span.SetStatus(ActivityStatusCode.Error, Description(outcome));
        }
    }

    /// <summary>Writes down an exception's type. Its text may quote anything.</summary>
    public static void Fail(Activity? span, Exception exception)
    {
        span?.SetTag("error.type", exception.GetType().FullName);
        span?.SetStatus(ActivityStatusCode.Error);
    }

    private static string? Description(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Unavailable unavailable => unavailable.Reason,
        DeliveryOutcome.Unauthorized refused => refused.Reason,
        DeliveryOutcome.Invalid invalid => invalid.Error.Code,
        _ => null,
    };

    // A property may hold anything: what is no trace parent is passed over.
    private static IEnumerable<ActivityLink> Links(IReadOnlyList<LockedMessage> batch) => batch
        .SelectMany(message => TraceProperties.Select(name => message.Message.Properties.GetValueOrDefault(name)))
        .Select(property => property is string text && ActivityContext.TryParse(text, traceState: null, isRemote: true, out var context) ? context : default)
        .Where(context => context != default)
        .Distinct()
        .Select(context => new ActivityLink(context));
}
