using System.Net;
using System.Text.Json.Nodes;
using RiskFunctions.Infra.Tests.Contract;

namespace RiskFunctions.Infra.Tests.Verify;

/// <summary>The self-check sends a signal into each lane and says what became of it.</summary>
public sealed class TestSignalTests
{
    private const string Accepted = "Okta accepted 3 events with 3 subjects (highest level Low) in 210 ms.";
    private const string AcceptedTwo = "Okta accepted 2 events with 2 subjects (highest level Low) in 90 ms.";
    private const string DeadLettered = "Message self-check-20260304050607-high of lane High was dead-lettered: RejectedByOkta.";

    private readonly VerifyScene _scene = new(verification => verification.AllAsync(true, CancellationToken.None));

    [Fact]
    public async Task Each_lane_gets_one_low_signal_of_a_documentation_address()
    {
        _scene.Http.Logs.Enqueue([("RequestAccepted", Accepted)]);

        await _scene.SaysAsync(0, $"✓ Test signal of lane medium: {Accepted}");

        var signals = _scene.Http.Signals.ToList();
        Assert.Equal(["\"HIGH\"", "\"MEDIUM\"", "\"LOW\""], signals.Select(signal => Assert.Single(signal.Request.Headers.GetValues("riskLevel"))));
        Assert.All(signals, signal => Assert.Equal("LOW", (string?)JsonNode.Parse(signal.Body)!["riskLevel"]));
        Assert.Equal(["203.0.113.1", "203.0.113.2", "203.0.113.3"], signals.Select(signal => (string?)JsonNode.Parse(signal.Body)!["ip"]));
        Assert.Equal(
            ["self-check-20260304050607-high", "self-check-20260304050607-medium", "self-check-20260304050607-low"],
            signals.Select(signal => (string?)JsonNode.Parse(Assert.Single(signal.Request.Headers.GetValues("BrokerProperties")))!["MessageId"]));
    }

    [Fact]
    public async Task Token_stands_in_no_line_of_the_output()
    {
        _scene.Azure.Answer("account get-access-token --resource ", """{"accessToken":"a-token-to-look-for"}""");
        _scene.Http.Logs.Enqueue([("RequestAccepted", Accepted)]);

        await _scene.RunAsync();

        Assert.All(_scene.Http.Requests, request => Assert.Equal("a-token-to-look-for", request.Request.Headers.Authorization!.Parameter));
        Assert.DoesNotContain("a-token-to-look-for", _scene.Output);
    }

    [Fact]
    public async Task Logs_that_arrive_late_are_waited_for()
    {
        _scene.Http.Logs.Enqueue([]);
        _scene.Http.Logs.Enqueue([("RequestAccepted", AcceptedTwo)]);
        _scene.Http.Logs.Enqueue(
            [("RequestAccepted", AcceptedTwo), ("RequestAccepted", "Okta accepted 1 events with 1 subjects (highest level Low) in 80 ms.")]);

        Assert.Equal(0, await _scene.RunAsync());
        Assert.Equal(3, _scene.Http.Requests.Count - 3);
    }

    [Fact]
    public Task Signal_that_was_dead_lettered_is_a_fault_of_its_lane_alone()
    {
        _scene.Http.Logs.Enqueue(
            [("RequestAccepted", AcceptedTwo), ("MessageDeadLettered", DeadLettered + " The dead-letter queue holds the description.")]);

        return _scene.SaysAsync(1, $"✗ Test signal of lane high: {DeadLettered}", "✓ Test signal of lane low");
    }

    [Fact]
    public Task Signal_that_nothing_is_heard_of_is_a_fault()
    {
        _scene.Http.Logs.Enqueue([("MessageAbandoned", "Message self-check-20260304050607-low went back to lane Low after delivery 1.")]);

        return _scene.SaysAsync(1, "✗ Test signal of lane low: no log line within 12 minutes says what became of it");
    }

    [Fact]
    public Task Sender_without_the_role_is_told_which()
    {
        _scene.Http.Sent = HttpStatusCode.Unauthorized;

        return _scene.SaysAsync(1, "✗ Test signals: Service Bus answered 401\n  You need Azure Service Bus Data Sender on the topic");
    }

    [Fact]
    public async Task Nothing_is_sent_into_a_deployment_with_a_fault()
    {
        _scene.Azure.Rules("high");

        await _scene.SaysAsync(1, "✗ Test signals: not sent, because they would not arrive");
        Assert.Empty(_scene.Http.Requests);
    }

    // The lines that are read are the code's own.
    [Fact]
    public void Log_lines_have_the_words_that_are_read()
    {
        Assert.All(CodeLogs.Templates["RequestAccepted"], template => Assert.Matches(@"with \{\w+\} subjects", template));
        Assert.All(
            new[] { "MessageDeadLettered", "SignalsSuppressed" }.SelectMany(name => CodeLogs.Templates[name]),
            template => Assert.Contains("{MessageId}", template));
        Assert.NotEmpty(CodeLogs.Templates["RequestAccepted"]);
    }
}
