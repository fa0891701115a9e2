using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using RiskFunctions.Secrets;
using RiskFunctions.Testing.Delivery;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>What Okta and the network may answer, and what becomes of the messages.</summary>
public sealed class FaultTests
{
    /// <summary>A fault that strikes the first request, the statuses that the sandbox then books (0: no answer), and how often it takes the event.</summary>
    public static TheoryData<string, int[], int> Passing => new()
    {
        { """{"at":1,"fault":"500"}""", [500, 202], 1 },
        { """{"at":1,"fault":"503"}""", [503, 202], 1 },
        { """{"at":1,"fault":"slow","delay":"00:00:00.300"}""", [202], 1 },
        { """{"at":1,"fault":"reset-before-accept"}""", [0, 202], 1 },
        { """{"at":1,"fault":"reset-after-accept"}""", [0, 202], 2 },
        { """{"at":1,"fault":"garbage","status":500}""", [500, 202], 1 },
        { """{"at":1,"fault":"garbage"}""", [200, 202], 1 },
        { """{"at":1,"fault":"headers","headers":"wrong"}""", [202], 1 },
        { """{"at":1,"fault":"401"}""", [401, 202], 1 },
        { """{"at":1,"fault":"403"}""", [403, 202], 1 },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Fault_that_passes_delays_and_loses_nothing(string fault, int[] statuses, int accepted)
    {
        await using var stack = await StartAsync();
        stack.Use(fault);

        await stack.DeliverAsync(Signal(), "HIGH");

        Assert.Empty(stack.DeadLetters());
        Assert.Equal(statuses, stack.Okta.Recorder.Requests().Select(r => r.Status));
        Assert.Equal(accepted, stack.Statistics.AcceptedEvents);
        Assert.Equal(accepted - 1, stack.Statistics.Duplicates);
        var flow = await stack.FlowAsync();
        Assert.Equal((1, CircuitState.Closed), (flow.Counts.Messages, flow.Circuit.State));
    }

    [Fact]
    public async Task Refused_once_reads_the_credential_afresh()
    {
        var secrets = new FakeSecrets("00-old");
        await using var stack = await StartAsync(
            sandbox: o => o with { ApiToken = "00-old" },
            options: o => o with { Configure = services => services.AddSingleton<ISecretSource>(secrets) });
        await stack.DeliverAsync(Signal("203.0.113.1"), "HIGH");
        stack.Okta.ApiToken = "00-new";
        secrets.Value = "00-new";

        await stack.DeliverAsync(Signal("203.0.113.2"), "HIGH");

        Assert.Empty(stack.DeadLetters());
        Assert.Equal([202, 401, 202], stack.Okta.Recorder.Requests().Select(r => r.Status));
        Assert.Equal(1, secrets.FreshReads);
    }

    [Theory]
    [InlineData("401", 401)]
    [InlineData("403", 403)]
    public async Task Refused_credential_holds_the_message_and_shutdown_gives_it_back(string fault, int status)
    {
        var stack = await StartAsync();
        await using (stack)
        {
            stack.Use($$"""{"from":"00:00:00","fault":"{{fault}}"}""");
            await stack.SendAsync(Signal(), "HIGH");

            await stack.CircuitAsync(CircuitState.Refused);

            var json = await stack.StatusAsync();
            Assert.Equal("Refused", json.GetProperty("circuit").GetProperty("state").GetString());
            Assert.Contains(fault, json.GetProperty("circuit").GetProperty("reason").GetString());
            Assert.Equal("""{"active":0,"locked":1,"deadLettered":0}""", json.GetProperty("lanes").GetProperty("high").GetRawText());
            Assert.Equal([status, status], stack.Okta.Recorder.Requests().Select(r => r.Status));
            await stack.LoggedAsync("CredentialRefused");
        }

        Assert.Equal((1, 0), (stack.Counts()["high"].Active, stack.Counts()["high"].Locked));
    }

    [Fact]
    public async Task Throttled_waits_for_the_reset_and_counts_against_no_message()
    {
        await using var stack = await StartAsync();
        stack.Use("""{"at":1,"fault":"429"}""");

        await stack.DeliverAsync(Signal(), "HIGH");

        var requests = stack.Okta.Recorder.Requests();
        Assert.Equal([429, 202], requests.Select(r => r.Status));
        Assert.True(requests[1].Arrival.At - requests[0].Arrival.At > TimeSpan.FromSeconds(0.9));
        Assert.Empty(stack.DeadLetters());
        Assert.Equal(CircuitState.Closed, (await stack.FlowAsync()).Circuit.State);
    }

    [Fact]
    public async Task Redirect_is_never_followed()
    {
        await using var other = await RecordingServer.StartAsync();
        await using var stack = await StartAsync();
        stack.Use($$"""{"at":1,"fault":"redirect","location":"{{other.Url}}api/v1/risk/events/ip"}""");

        await stack.DeliverAsync(Signal(), "HIGH");

        Assert.Empty(other.Requests);
        Assert.Equal([307, 202], stack.Okta.Recorder.Requests().Select(r => r.Status));
        Assert.Empty(stack.DeadLetters());
    }

    [Fact]
    public async Task Culprit_among_twenty_is_found_in_eleven_requests_and_hinders_none()
    {
        await using var stack = await StartAsync();
        stack.Use("""{"reject-when":"PLANTED"}""");

        stack.SendTogether(
            [.. Enumerable.Range(0, 20).Select(
                i => Signal(string.Create(CultureInfo.InvariantCulture, $"203.0.113.{i}"), "HIGH", i == 13 ? "PLANTED" : "Fine"))]);
        await stack.DrainAsync();

        var letter = Assert.Single(stack.DeadLetters());
        Assert.Equal(("message-13", "RejectedByOkta"), (letter.MessageId, letter.Reason));
        Assert.Contains("E0000001", letter.Description);
        Assert.Contains("Api validation failed", letter.Description);
        Assert.Equal((19, 0), (stack.Statistics.AcceptedEvents, stack.Statistics.Duplicates));
        Assert.InRange(stack.Okta.Recorder.Requests().Count, 2, 11);
    }

    [Fact]
    public async Task Event_that_okta_stumbles_over_hinders_none_of_its_neighbours_and_stays_in_its_lane()
    {
        // What is set aside is left to its lock.
        await using var stack = await StartAsync(options: o => o with { Broker = o.Broker with { LockDuration = TimeSpan.FromSeconds(5) } });
        stack.Use("""{"reject-when":"PLANTED","fault":"500"}""");

        stack.SendTogether(
            [.. Enumerable.Range(0, 20).Select(
                i => Signal(string.Create(CultureInfo.InvariantCulture, $"203.0.113.{i}"), "HIGH", i == 13 ? "PLANTED" : "Fine"))]);
        await stack.UntilAsync(() => Task.FromResult(stack.Statistics.AcceptedEvents == 19), "the others are at Okta", TimeSpan.FromMinutes(2));
        await stack.LoggedAsync("SignalsSetAside");
        stack.Use();
        await stack.DrainAsync();

        Assert.Empty(stack.DeadLetters());
        Assert.Equal((20, 0), (stack.Statistics.AcceptedEvents, stack.Statistics.Duplicates));
    }

    [Fact]
    public async Task Refused_without_an_okta_error_is_an_outage_and_dead_letters_nothing()
    {
        await using var stack = await StartAsync();
        stack.Use("""{"from":"00:00:00","fault":"garbage","status":400}""");

        await stack.SendAsync(Signal(), "HIGH");
        await stack.LoggedAsync("CircuitOpened");

        Assert.Empty(stack.DeadLetters());
        Assert.Contains("HTTP 400 without Okta's error body", (await stack.FlowAsync()).Circuit.Reason);
        Assert.Equal(1, stack.Counts()["high"].Locked);
    }

    [Fact]
    public async Task Signal_that_expires_while_its_lane_is_busy_is_dead_lettered_and_never_sent()
    {
        await using var stack = await StartAsync();
        stack.Use("""{"at":1,"fault":"slow","delay":"00:00:02"}""");
        await stack.SendAsync(Signal("203.0.113.1"), "HIGH");
        await stack.UntilAsync(() => Task.FromResult(stack.Statistics.FaultsInjected.Count > 0), "the first request is under way");
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(1).ToString("O", CultureInfo.InvariantCulture);

        await stack.DeliverAsync($$"""{"ip":"203.0.113.2","riskLevel":"HIGH","expiresAt":"{{soon}}"}""", "HIGH", "short-lived");

        var letter = Assert.Single(stack.DeadLetters());
        Assert.Equal(("short-lived", "SignalExpired"), (letter.MessageId, letter.Reason));
        Assert.Equal("203.0.113.1", Assert.Single(stack.Okta.Recorder.Subjects()).Ip);
    }

    [Fact]
    public async Task Replayed_dead_letter_is_delivered_after_the_fault_is_gone()
    {
        await using var stack = await StartAsync();
        stack.Use("""{"reject-when":"PLANTED"}""");
        await stack.DeliverAsync(Signal(message: "PLANTED"), "HIGH", "again");
        Assert.Single(stack.DeadLetters());
        stack.Use();

        var outcome = await stack.ReplayAsync("high", new DeadLetterFilter("RejectedByOkta", MessageId: null));
        await stack.DrainAsync();

        Assert.Equal((1, true), (outcome.Moved, outcome.IsComplete));
        Assert.Empty(stack.DeadLetters());
        Assert.Equal("PLANTED", Assert.Single(stack.Okta.Recorder.Subjects()).Message);
    }
}
