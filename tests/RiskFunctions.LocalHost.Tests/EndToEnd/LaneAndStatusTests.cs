using System.Text.Json;
using System.Text.RegularExpressions;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Sending by HTTP, and what scripts read.</summary>
public sealed partial class LaneAndStatusTests
{
    [Theory]
    [InlineData("HIGH", "high")]
    [InlineData("MEDIUM", "medium")]
    [InlineData("LOW", "low")]
    [InlineData(null, "medium")]
    [InlineData("CRITICAL", "medium")]
    [InlineData("high", "medium")]
    public async Task Message_with_a_risk_level_lands_in_its_lane(string? level, string lane)
    {
        await using var stack = await StartAsync(options: o => o with { RunPump = false });

        await stack.SendAsync(Signal(), level);

        var lanes = (await stack.StatusAsync()).GetProperty("lanes");
        Assert.All(
            new[] { "high", "medium", "low" },
            name => Assert.Equal(name == lane ? 1 : 0, lanes.GetProperty(name).GetProperty("active").GetInt32()));
    }

    [Fact]
    public async Task Status_has_the_shape_that_scripts_rely_on()
    {
        await using var stack = await StartAsync(
            Settings(("Signals:TrustedNetworks:0", "192.0.2.0/24"), ("RateMeter:Window", "00:01:00"), ("RateMeter:RequestsPerMinute", "30")));
        await stack.SendAsync($"[{Signal("203.0.113.1")},{Signal("203.0.113.2")}]", "HIGH");
        await stack.SendAsync(Signal("192.0.2.9"), "LOW");
        await stack.SendAsync("{}", "MEDIUM");
        await stack.DrainAsync();

        var status = await stack.StatusAsync();

        Assert.Equal("""{"active":0,"locked":0,"deadLettered":0}""", status.GetProperty("lanes").GetProperty("high").GetRawText());
        Assert.Equal("""{"active":0,"locked":0,"deadLettered":1}""", status.GetProperty("lanes").GetProperty("medium").GetRawText());
        Assert.Equal("""{"active":0,"locked":0,"deadLettered":0}""", status.GetProperty("lanes").GetProperty("low").GetRawText());
        Assert.Equal("""{"scheduled":0,"oldestAt":null}""", status.GetProperty("waits").GetProperty("low").GetRawText());
        Assert.Equal($$"""{"delivers":true,"vault":false,"failed":[],"amqpPort":{{stack.AmqpPort}}}""", status.GetProperty("host").GetRawText());
        var meter = status.GetProperty("meter");
        Assert.Equal((30, 60, 1), (meter.GetProperty("limit").GetInt32(), meter.GetProperty("windowSeconds").GetInt32(), meter.GetProperty("used").GetInt32()));
        Assert.Equal("""{"requests":1,"events":1,"subjects":2,"messages":1}""", status.GetProperty("delivered").GetRawText());
        Assert.Equal(1, status.GetProperty("suppressed").GetInt32());
        Assert.Equal("Closed", status.GetProperty("circuit").GetProperty("state").GetString());
        Assert.Equal(
            ["circuit", "cleared", "delivered", "host", "lanes", "meter", "sandbox", "suppressed", "users", "waits", "withoutAddress"],
            status.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(stack.Okta.Recorder.Subjects(), s => s.Ip == "192.0.2.9");
    }

    [Fact]
    public async Task Status_counts_failed_requests_and_says_when_nothing_is_delivered_here()
    {
        await using var idle = await StartAsync(options: o => o with { RunPump = false });
        await using var stack = await StartAsync();
        stack.Use("""{"at":1,"fault":"500"}""");
        await stack.DeliverAsync(Signal(), "HIGH");

        var host = (await stack.StatusAsync()).GetProperty("host");
        var idleHost = (await idle.StatusAsync()).GetProperty("host");

        Assert.Equal(1, host.GetProperty("failed").EnumerateArray().Sum(m => m.GetProperty("requests").GetInt32()));
        Assert.Equal($$"""{"delivers":false,"vault":false,"failed":[],"amqpPort":{{idle.AmqpPort}}}""", idleHost.GetRawText());
    }

    [Fact]
    public async Task Dead_letters_have_the_shape_that_scripts_rely_on()
    {
        await using var stack = await StartAsync();
        await stack.DeliverAsync("{}", "LOW", "my-id");

        var letters = await stack.JsonAsync("/api/dead-letters");

        var letter = Assert.Single(letters.EnumerateArray());
        Assert.Equal(["messageId", "lane", "reason", "description", "deliveryCount", "enqueuedAt"], letter.EnumerateObject().Select(p => p.Name));
        Assert.Equal("my-id", letter.GetProperty("messageId").GetString());
        Assert.Equal("low", letter.GetProperty("lane").GetString());
        Assert.Equal("UnsupportedFormat", letter.GetProperty("reason").GetString());
        Assert.Equal(1, letter.GetProperty("deliveryCount").GetInt32());
        Assert.True(letter.GetProperty("enqueuedAt").TryGetDateTimeOffset(out _));
        Assert.NotEmpty(letter.GetProperty("description").GetString()!);
    }

    [Fact]
    public async Task Alert_without_a_public_address_is_completed_without_a_request_and_counted()
    {
        await using var stack = await StartAsync();

        await stack.DeliverAsync(
            """{"severity":"high","title":"Odd process","evidence":[{"@odata.type":"#microsoft.graph.security.ipEvidence","ipAddress":"10.0.0.4"}]}""",
            "HIGH");

        Assert.Empty(stack.DeadLetters());
        Assert.Empty(stack.Okta.Recorder.Requests());
        Assert.Equal(1, (await stack.FlowAsync()).Counts.WithoutAddress);
        Assert.Contains(stack.Logs.Entries, e => e.Id.Name == "NoAddress");
    }

    [Fact]
    public async Task Org_url_of_another_server_gets_the_requests_with_the_secret_that_is_set_and_there_is_no_sandbox()
    {
        await using var other = await RecordingServer.StartAsync();
        await using var stack = await StartAsync(Settings(("Okta:OrgUrl", other.Url.ToString()), ("Secrets:okta-api-token", "00-mine")));

        await stack.DeliverAsync(Signal(message: "Sign-in from über (VPN)"), "HIGH");

        Assert.False(stack.HasSandbox);
        var request = Assert.Single(other.Requests);
        Assert.Equal("POST /api/v1/risk/events/ip", request.Line);
        Assert.Equal("SSWS 00-mine", request.Authorization);
        Assert.Equal("application/json", request.ContentType);
        using var body = JsonDocument.Parse(request.Body);
        var riskEvent = Assert.Single(body.RootElement.EnumerateArray());
        Assert.Equal(["subjects", "timestamp"], riskEvent.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Matches(OktaTime(), riskEvent.GetProperty("timestamp").GetString());
        var subject = Assert.Single(riskEvent.GetProperty("subjects").EnumerateArray());
        Assert.Equal("203.0.113.7", subject.GetProperty("ip").GetString());
        Assert.Equal("HIGH", subject.GetProperty("riskLevel").GetString());
        Assert.Matches(OktaText(), subject.GetProperty("message").GetString());
        Assert.Equal(0, (await stack.StatusAsync()).GetProperty("lanes").GetProperty("high").GetProperty("deadLettered").GetInt32());
    }

    [Fact]
    public async Task Thousand_subjects_and_a_full_batch_keep_to_20_events_of_50_subjects()
    {
        await using var stack = await StartAsync();
        var subjects = string.Join(',', Enumerable.Range(0, 1000).Select(i => $$"""{"ip":"203.{{i / 250}}.113.{{i % 250}}","riskLevel":"LOW"}"""));
        var array = $$"""[{"timestamp":"2026-03-04T05:06:07.000Z","subjects":[{{subjects}}]}]""";
        stack.SendTogether([array, .. Enumerable.Range(0, 25).Select(i => Signal($"198.51.100.{i}", "LOW"))]);

        await stack.DrainAsync();

        Assert.Empty(stack.DeadLetters());
        Assert.Equal(1025, stack.Statistics.AcceptedSubjects);
        Assert.Equal([202], stack.Statistics.RequestsByStatus.Keys);
        Assert.All(stack.Okta.Recorder.Requests(), r => Assert.InRange(r.Events, 1, 20));
        Assert.InRange(stack.Statistics.AcceptedRequests, 2, 4);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", RegexOptions.None, 1000)]
    private static partial Regex OktaTime();

    [GeneratedRegex(@"^[a-zA-Z0-9 .\-_]{0,512}$", RegexOptions.None, 1000)]
    private static partial Regex OktaText();
}
