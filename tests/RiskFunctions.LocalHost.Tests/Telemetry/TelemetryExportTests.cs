using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;

namespace RiskFunctions.LocalHost.Tests.Telemetry;

public sealed class TelemetryExportTests
{
    private const string Address = "203.0.113.201";
    private const string UserName = "exported-user@example.com";
    private const string SenderTrace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task Stack_with_a_collector_sends_the_metrics_and_spans_of_the_page_and_no_trace_header_to_okta()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var options = Options(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Url),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("Okta:OrgUrl", receiver.Url),
            ("Secrets:okta-api-token", "00-mine"),
            ("SecurityEvents:Enabled", "true"),
            ("SecurityEvents:Issuer", SetOrg.Issuer),
            ("SecurityEvents:UsersFromAlerts", "High"),
            ("Secrets:security-events-key", SetOrg.Key.PrivateJwk));
        var stack = await LocalStack.StartAsync(options, [Signal(), HarmlessEvidence(), User()], TimeProvider.System, CancellationToken.None);
        await EmptyAsync(stack);
        await UntilAsync(
            () => receiver.Metrics.Count >= TelemetryPage.Rows("Metrics").Count && receiver.SpanNames.Count >= TelemetryPage.Rows("Spans").Count,
            () => $"Not all was exported. Metrics: {string.Join(", ", receiver.Metrics)}; spans: {string.Join(", ", receiver.SpanNames)}; "
                + $"{receiver.OrgRequests.Count} requests, {receiver.Exports.Count} exports, {stack.Broker.DeadLetters().Count} dead letters.");

        await stack.DisposeAsync();

        Assert.Equal(TelemetryPage.Rows("Metrics").Select(row => (row[0], row[1])).Order(), receiver.Metrics.Order());
        var spans = TelemetryPage.Rows("Spans");
        Assert.Equal(spans.Select(row => row[0]).Order(), receiver.SpanNames.Order());
        Assert.All(spans, row => Assert.Equal(TelemetryPage.Marked(row[2]).Order(), receiver.AttributesOf(row[0]).Order()));
        Assert.Contains(SenderTrace, receiver.LinkedTraces);
        Assert.Contains("riskfunctions-localhost", receiver.ResourceTexts);
        Assert.Equal(2, receiver.OrgRequests.Count);
        Assert.All(receiver.OrgRequests.SelectMany(names => names), name => Assert.DoesNotContain("trace", name, StringComparison.OrdinalIgnoreCase));
        Assert.All(receiver.Exports, export => Assert.DoesNotContain(Address, Encoding.Latin1.GetString(export)));
        Assert.All(receiver.Exports, export => Assert.DoesNotContain(UserName, Encoding.Latin1.GetString(export)));
    }

    [Fact]
    public async Task Stack_with_a_service_name_in_the_environment_uses_it()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var options = Options(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_SERVICE_NAME", "my-name"));
        var stack = await LocalStack.StartAsync(options, [Signal()], TimeProvider.System, CancellationToken.None);
        await EmptyAsync(stack);
        await UntilAsync(() => receiver.Exports.Count > 0, () => "Nothing was exported.");

        await stack.DisposeAsync();

        Assert.Contains("my-name", receiver.ResourceTexts);
        Assert.DoesNotContain("riskfunctions-localhost", receiver.ResourceTexts);
    }

    [Fact]
    public async Task Stack_with_a_collector_that_never_answers_stops_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = Options(("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{silent.LocalEndpoint}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        var stack = await LocalStack.StartAsync(options, [Signal()], TimeProvider.System, CancellationToken.None);
        await EmptyAsync(stack);
        var started = TimeProvider.System.GetTimestamp();

        await stack.DisposeAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("collector:4318")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("127.0.0.1")]
    public async Task Stack_with_an_endpoint_that_is_no_address_does_not_start_and_names_the_setting(string endpoint)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => LocalStack.StartAsync(
            Options(("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)), [], TimeProvider.System, CancellationToken.None));

        Assert.StartsWith("OTEL_EXPORTER_OTLP_ENDPOINT ", Assert.Single(fault.Failures));
    }

    private static StackOptions Options(params (string Key, string Value)[] settings) => new()
    {
        ReadEnvironment = false,
        LogLevel = LogLevel.None,

        // Often, so that nothing hangs on the last export, which has little time.
        Settings = settings.Append(("OTEL_METRIC_EXPORT_INTERVAL", "200")).Append(("OTEL_BSP_SCHEDULE_DELAY", "200"))
            .ToDictionary(s => s.Item1, s => (string?)s.Item2, StringComparer.OrdinalIgnoreCase),
    };

    private static SentMessage Signal() => new()
    {
        Body = Encoding.UTF8.GetBytes($$"""{"ip":"{{Address}}","riskLevel":"HIGH"}"""),
        Properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase)
        {
            ["riskLevel"] = "HIGH",
            ["Diagnostic-Id"] = $"00-{SenderTrace}-b7ad6b7169203331-01",
        },
    };

    private static SentMessage HarmlessEvidence() => new()
    {
        Body = Encoding.UTF8.GetBytes($$"""
            {"id":"da1","title":"scan","severity":"high","createdDateTime":"2026-03-04T05:06:07Z",
             "evidence":[{"@odata.type":"#microsoft.graph.security.ipEvidence","ipAddress":"{{Address}}","verdict":"noThreatsFound"},
             {"@odata.type":"#microsoft.graph.security.userEvidence","verdict":"unknown","userAccount":{"userPrincipalName":"{{UserName}}"} }]}
            """),
    };

    private static SentMessage User() => new() { Body = Encoding.UTF8.GetBytes($$"""{"user":"{{UserName}}","riskLevel":"HIGH"}""") };

    private static Task EmptyAsync(LocalStack stack) =>
        UntilAsync(() => stack.Broker.Counts().Values.All(lane => lane.Active + lane.Locked == 0), () => "The lanes did not run empty.");

    private static async Task UntilAsync(Func<bool> isSo, Func<string> otherwise)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            // The exporter waits 10 s for an answer, and its collector is in this process, which other tests keep busy: one or two such waits must fit.
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(90), otherwise());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
