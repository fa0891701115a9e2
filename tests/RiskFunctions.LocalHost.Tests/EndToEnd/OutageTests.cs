using RiskFunctions.Delivery;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>An Okta that stays away. The long waits are simulated in the core's own tests; here it is seen that nothing is lost and that it shows.</summary>
public sealed class OutageTests
{
    /// <summary>Nothing listens on port 1, and no system hands it out.</summary>
    private const string Nobody = "http://127.0.0.1:1";

    [Fact]
    public async Task Okta_away_holds_the_messages_and_shows_it()
    {
        var stack = await StartAsync(Settings(("Okta:OrgUrl", Nobody), ("Secrets:okta-api-token", "00-mine")));
        await using (stack)
        {
            await stack.SendAsync(Signal(), "HIGH");
            await stack.SendAsync(Signal("203.0.113.8", "LOW"), "LOW");

            await stack.CircuitAsync(CircuitState.Unavailable);

            var status = await stack.StatusAsync();
            Assert.Equal("Unavailable", status.GetProperty("circuit").GetProperty("state").GetString());
            Assert.Contains("no connection", status.GetProperty("circuit").GetProperty("reason").GetString());
            Assert.NotEqual(default, status.GetProperty("circuit").GetProperty("nextProbeAt").GetDateTimeOffset());
            Assert.Equal("""{"active":0,"locked":1,"deadLettered":0}""", status.GetProperty("lanes").GetProperty("high").GetRawText());
            Assert.Equal("""{"active":0,"locked":1,"deadLettered":0}""", status.GetProperty("lanes").GetProperty("low").GetRawText());
            await stack.LoggedAsync("CircuitOpened");
        }

        Assert.Equal((1, 1), (stack.Counts()["high"].Active, stack.Counts()["low"].Active));
    }

    [Fact]
    public async Task Message_whose_time_to_live_ends_during_an_outage_is_dead_lettered_by_the_broker_and_no_other()
    {
        await using var stack = await StartAsync(
            Settings(("Okta:OrgUrl", Nobody)),
            options: o => o with { Broker = o.Broker with { TimeToLive = TimeSpan.FromSeconds(3) } });
        await stack.SendAsync(Signal(), "HIGH", "held");
        await stack.UntilAsync(() => Task.FromResult(stack.Counts()["high"].Locked == 1), "the first message is held");

        await stack.SendAsync(Signal("203.0.113.8"), "HIGH", "waits");
        await stack.UntilAsync(() => Task.FromResult(stack.DeadLetters().Count > 0), "the second is too old");

        var letter = Assert.Single(stack.DeadLetters());
        Assert.Equal(("waits", "TTLExpiredException"), (letter.MessageId, letter.Reason));
        Assert.Equal(1, stack.Counts()["high"].Locked);
    }

    [Fact]
    public async Task Okta_that_does_not_answer_is_given_up_and_asked_again()
    {
        // In real time: one try has fifteen seconds.
        await using var stack = await StartAsync();
        stack.Use("""{"at":1,"fault":"hang"}""");

        await stack.DeliverAsync(Signal(), "HIGH");

        Assert.Equal([0, 202], stack.Okta.Recorder.Requests().Select(r => r.Status));
        Assert.Contains(stack.Logs.Entries, e => e.Id.Name == "RequestFailed" && e.Text.Contains("no answer within 15 s"));
        Assert.Equal((1, 0), (stack.Statistics.AcceptedEvents, stack.DeadLetters().Count));
    }
}
