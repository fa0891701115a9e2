using System.Diagnostics;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Telemetry;

[Collection(SimulatedTime.Name)]
public sealed class FlowTracesTests
{
    private const string Sender = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Other = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    [Fact]
    public async Task DeliverAsync_one_request_makes_a_batch_span_and_a_request_span_below_it()
    {
        using var spans = new RecordedSpans();
        await using var rig = new DeliveryRig();

        await rig.DeliverAsync(rig.Messages(3));

        var request = Assert.Single(spans.Requests);
        Assert.Equal("process risk-signals", spans.Batch.OperationName);
        Assert.Equal(spans.Root.SpanId, spans.Batch.ParentSpanId);
        Assert.Equal("POST", request.OperationName);
        Assert.Equal(spans.Batch.SpanId, request.ParentSpanId);
        Assert.Equal(
            [
                ("messaging.batch.message_count", "3"),
                ("messaging.destination.name", "risk-signals"),
                ("messaging.destination.subscription.name", "high"),
                ("messaging.operation.name", "process"),
                ("messaging.operation.type", "process"),
                ("messaging.system", "servicebus"),
            ],
            Tags(spans.Batch));
        Assert.Equal(
            [
                ("http.request.method", "POST"),
                ("http.response.status_code", "202"),
                ("riskfunctions.events", "3"),
                ("riskfunctions.lane", "high"),
                ("riskfunctions.outcome", "accepted"),
                ("riskfunctions.subjects", "3"),
                ("server.address", "contoso.okta.com"),
                ("server.port", "443"),
                ("url.full", "https://contoso.okta.com/api/v1/risk/events/ip"),
                ("url.path", "/api/v1/risk/events/ip"),
            ],
            Tags(request));
        Assert.Equal(ActivityStatusCode.Unset, request.Status);
        Assert.Equal(ActivityStatusCode.Unset, spans.Batch.Status);
    }

    [Fact]
    public async Task DeliverAsync_topic_of_another_name_is_named()
    {
        using var spans = new RecordedSpans();
        await using var rig = new DeliveryRig(("SignalsTopic", "threats"));

        await rig.DeliverAsync(rig.Message(1));

        Assert.Equal("process threats", spans.Batch.OperationName);
        Assert.Contains(("messaging.destination.name", "threats"), Tags(spans.Batch));
    }

    [Theory]
    [InlineData("Diagnostic-Id")]
    [InlineData("diagnostic-id")]
    [InlineData("traceparent")]
    public async Task DeliverAsync_message_with_a_trace_is_linked(string property)
    {
        using var spans = new RecordedSpans();
        await using var rig = new DeliveryRig();

        await rig.DeliverAsync(Traced(rig, "a", (property, Sender)), Traced(rig, "b", (property, Other)), Traced(rig, "c", (property, Sender)));

        Assert.Equal([Sender[3..52], Other[3..52]], spans.Batch.Links.Select(l => $"{l.Context.TraceId}-{l.Context.SpanId}"));
        Assert.All(spans.Batch.Links, link => Assert.True(link.Context.IsRemote));
    }

    [Fact]
    public async Task DeliverAsync_malformed_traces_are_ignored_and_the_messages_delivered()
    {
        using var spans = new RecordedSpans();
        await using var rig = new DeliveryRig();
        FakeLockedMessage[] batch =
        [
            Traced(rig, "a", ("Diagnostic-Id", "|hierarchical.1.")),
            Traced(rig, "b", ("traceparent", "00-00000000000000000000000000000000-b7ad6b7169203331-01")),
            Traced(rig, "c", ("traceparent", 42)),
            Traced(rig, "d", ("traceparent", new string('a', 4000))),
            Traced(rig, "e", ("Diagnostic-Id", "")),
        ];

        await rig.DeliverAsync(batch);

        Assert.Empty(spans.Batch.Links);
        Assert.All(batch, m => Assert.Equal("complete", m.Settled));
    }

    [Theory]
    [InlineData(400, "invalid", "E0000001")]
    [InlineData(429, "throttled", null)]
    [InlineData(503, "unavailable", "HTTP 503")]
    [InlineData(401, "unauthorized", "HTTP 401, E0000011: a summary")]
    public async Task DeliverAsync_try_that_okta_does_not_accept_is_an_error_span_and_each_try_has_one(int status, string outcome, string? description)
    {
        using var spans = new RecordedSpans();
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number > 1
            ? OktaAnswer.Accepted()
            : OktaAnswer.Error(status, status == 401 ? "E0000011" : "E0000001", "a summary"));

        await rig.DeliverAsync(rig.Message(1));

        var first = spans.Requests[0];
        Assert.Equal(rig.Okta.Calls.Count, spans.Requests.Count);
        Assert.Equal(ActivityStatusCode.Error, first.Status);
        Assert.Equal(description, first.StatusDescription);
        Assert.Contains(("http.response.status_code", $"{status}"), Tags(first));
        Assert.Contains(("error.type", $"{status}"), Tags(first));
        Assert.Contains(("riskfunctions.outcome", outcome), Tags(first));
    }

    [Fact]
    public async Task DeliverAsync_no_answer_has_no_status_and_the_outcome_as_error()
    {
        using var spans = new RecordedSpans();
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number > 1 ? OktaAnswer.Accepted() : throw new HttpRequestException("refused"));

        await rig.DeliverAsync(rig.Message(1));

        Assert.DoesNotContain(Tags(spans.Requests[0]), tag => tag.Item1 == "http.response.status_code");
        Assert.Contains(("error.type", "unavailable"), Tags(spans.Requests[0]));
    }

    [Fact]
    public async Task DeliverAsync_settlement_that_fails_makes_the_batch_span_an_error()
    {
        using var spans = new RecordedSpans();
        await using var rig = new DeliveryRig();
        var message = rig.Message(1);
        message.BeforeSettling = _ => throw new IOException("the broker is down");

        await Assert.ThrowsAnyAsync<Exception>(() => rig.DeliverAsync(message));

        Assert.Equal(ActivityStatusCode.Error, spans.Batch.Status);
    }

    [Fact]
    public async Task DeliverAsync_spans_hold_no_address_text_token_or_message_id()
    {
        using var spans = new RecordedSpans();
        await using var rig = new DeliveryRig();
        rig.Okta.AnswerWith(call => call.Number % 2 == 0 ? OktaAnswer.Accepted() : OktaAnswer.Error(400, "E0000001", "subjects: 203.0.113.77 is bad"));

        await rig.DeliverAsync(rig.Message("the-id", Some.Signal("203.0.113.77", text: "the-text")), rig.Message(2));

        var all = string.Join('\n', spans.Ended.Select(s =>
            $"{s.DisplayName} {s.StatusDescription} {string.Join(' ', s.TagObjects)} {string.Join(' ', s.Baggage)} "
            + $"{string.Join(' ', s.Events.Select(e => e.Name))}"));
        Assert.All(["203.0.113.77", "the-text", "the-id", DeliveryRig.Token], secret => Assert.DoesNotContain(secret, all));
    }

    private static FakeLockedMessage Traced(DeliveryRig rig, string id, params (string Name, object Value)[] properties)
    {
        rig.Reader.Set(id, new ReadResult.Readable("test", [Some.Signal(Some.Address(id[0]))]));
        var message = Some.Message(id) with
        {
            Properties = properties.ToDictionary(p => p.Name, p => p.Value, StringComparer.OrdinalIgnoreCase),
        };
        return new FakeLockedMessage(message, rig.Time, rig.LockDuration);
    }

    private static List<(string, string)> Tags(Activity span) =>
        [.. span.TagObjects.Select(tag => (tag.Key, $"{tag.Value}")).Order()];
}
