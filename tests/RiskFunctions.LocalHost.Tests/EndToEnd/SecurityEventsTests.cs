using System.Globalization;
using System.Text.Json.Nodes;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;
using RiskFunctions.Testing.Time;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Users as security events beside addresses as risk events, from the message to the sandbox and back to the settlement.</summary>
public sealed class SecurityEventsTests
{
    private const string Both = """{"ip":"203.0.113.7","user":"name@example.com","riskLevel":"HIGH","message":"Impossible travel"}""";
    private const string UserOnly = """{"user":"name@example.com","riskLevel":"HIGH","message":"Impossible travel"}""";

    private const string Incident = """
        {"object":{"properties":{"severity":"High","title":"Stolen session","incidentNumber":7,"relatedEntities":[
        {"kind":"Ip","properties":{"address":"203.0.113.9"}},
        {"kind":"Account","properties":{"accountName":"name","upnSuffix":"example.com"}},
        {"kind":"Account","properties":{"accountName":"LOCAL"}},
        {"kind":"Account","properties":{"accountName":"guest_other.org#EXT#","upnSuffix":"example.com"}}]}}}
        """;

    private const string SentinelAlert = """
        {"SystemAlertId":"a-1","AlertDisplayName":"Stolen session","Severity":"Medium","Entities":[
        {"Type":"account","Name":"name","UPNSuffix":"example.com"},{"Type":"ip","Address":"203.0.113.9"}]}
        """;

    private const string DefenderAlert = """
        {"id":"d-1","severity":"high","title":"Stolen session","evidence":[
        {"@odata.type":"#microsoft.graph.security.userEvidence","verdict":"suspicious","userAccount":{"userPrincipalName":"name@example.com"}},
        {"@odata.type":"#microsoft.graph.security.userEvidence","verdict":"unknown","roles":["compromised"],
          "userAccount":{"userPrincipalName":"taken@example.com"}},
        {"@odata.type":"#microsoft.graph.security.userEvidence","verdict":"unknown","userAccount":{"userPrincipalName":"unproven@example.com"}},
        {"@odata.type":"#microsoft.graph.security.userEvidence","verdict":"noThreatsFound","userAccount":{"userPrincipalName":"clean@example.com"}}]}
        """;

    [Fact]
    public async Task Message_with_both_goes_to_both_and_is_completed_once()
    {
        await using var flow = await TwoDestinations.StartAsync();

        await flow.Stack.DeliverAsync(Both, "HIGH");

        var set = Assert.Single(flow.Sets);
        var statement = Assert.Single(set.Statements);
        Assert.Equal((202, "key-1"), (set.Status, set.KeyId));
        Assert.Equal(("user-risk-change", "high", "name@example.com"), (statement.Type, statement.Level, statement.User));
        Assert.Equal(["Impossible travel"], statement.Reasons);
        Assert.Equal(1, flow.Stack.Statistics.AcceptedEvents);
        var counts = (await flow.Stack.FlowAsync()).Counts;
        Assert.Equal((1, 1, 1), (counts.Messages, counts.Subjects, counts.SecurityEvents));
        Assert.Empty(flow.Stack.DeadLetters());
    }

    [Theory]
    [InlineData(Incident, "name@example.com:high", 2, 1)]
    [InlineData(SentinelAlert, "name@example.com:medium", 0, 1)]
    [InlineData(DefenderAlert, "name@example.com:high,taken@example.com:high", 2, 0)]
    public async Task Alert_names_users_and_those_that_are_not_meant_are_left_out(string alert, string expected, int leftOut, int addresses)
    {
        await using var flow = await TwoDestinations.StartAsync();

        await flow.Stack.DeliverAsync(alert, "HIGH");

        Assert.Equal(expected.Split(','), flow.Sets.Select(s => $"{s.Statements[0].User}:{s.Statements[0].Level}"));
        Assert.Equal(addresses, flow.Stack.Statistics.AcceptedEvents);
        Assert.Equal(leftOut, (await flow.Stack.FlowAsync()).Counts.UsersLeftOut);
        Assert.Empty(flow.Stack.DeadLetters());
    }

    [Theory]
    [InlineData("https://schemas.openid.net/secevent/caep/event-type/session-revoked", "{}", "session-revoked:")]
    [InlineData("https://schemas.openid.net/secevent/caep/event-type/risk-level-change", """{"current_level":"MEDIUM","previous_level":"LOW"}""",
        "user-risk-change:medium")]
    [InlineData("https://schemas.openid.net/secevent/risc/event-type/credential-compromise", """{"credential_type":"password"}""", "user-risk-change:high")]
    [InlineData("https://schemas.openid.net/secevent/risc/event-type/identifier-changed", """{"new-value":"new@example.com"}""", "identifier-changed:")]
    public async Task Event_of_a_user_is_passed_on_once(string type, string said, string expected)
    {
        await using var flow = await TwoDestinations.StartAsync();
        var body = JsonNode.Parse(said)!.AsObject();
        body["subject"] = new JsonObject { ["format"] = "email", ["email"] = "name@example.com" };

        await flow.Stack.DeliverAsync(new JsonObject { ["specversion"] = "1.0", ["type"] = type, ["data"] = body }.ToJsonString(), "HIGH");

        var set = Assert.Single(flow.Sets);
        Assert.Equal((202, expected, "name@example.com"), (set.Status, $"{set.Statements[0].Type}:{set.Statements[0].Level}", set.Statements[0].User));
        Assert.Equal(0, flow.Stack.Statistics.AcceptedEvents);
        Assert.Empty(flow.Stack.DeadLetters());
    }

    [Theory]
    [InlineData("Off", Incident, 0)]
    [InlineData("High", Incident, 1)]
    [InlineData("High", SentinelAlert, 0)]
    public async Task Alert_speaks_about_users_only_as_far_as_the_setting_says(string setting, string alert, int sets)
    {
        await using var flow = await TwoDestinations.StartAsync(null, ("SecurityEvents:UsersFromAlerts", setting));

        await flow.Stack.DeliverAsync(alert, "HIGH");

        Assert.Equal(sets, flow.Sets.Count);
        Assert.Equal(1, flow.Stack.Statistics.AcceptedEvents);
    }

    [Theory]
    [InlineData("NAME@example.com")]
    [InlineData("*@example.com")]
    public async Task Excluded_user_is_never_named(string excluded)
    {
        await using var flow = await TwoDestinations.StartAsync(null, ("Signals:ExcludedUsers:0", excluded));

        await flow.Stack.DeliverAsync(Both, "HIGH");

        Assert.Empty(flow.Sets);
        Assert.Equal((1, 1), ((await flow.Stack.FlowAsync()).Counts.UsersLeftOut, flow.Stack.Statistics.AcceptedEvents));
    }

    [Fact]
    public async Task Suffix_of_the_map_is_the_one_that_Okta_sees()
    {
        await using var flow = await TwoDestinations.StartAsync(null, ("SecurityEvents:SuffixMap:example.com", "corp.example.org"));

        await flow.Stack.DeliverAsync(UserOnly, "HIGH");

        Assert.Equal("name@corp.example.org", flow.Sets[0].Statements[0].User);
    }

    [Fact]
    public async Task Old_statement_is_completed_and_left_out()
    {
        await using var flow = await TwoDestinations.StartAsync();
        var old = TimeProvider.System.GetUtcNow().AddMinutes(-61).ToString("O", CultureInfo.InvariantCulture);

        await flow.Stack.DeliverAsync($$"""{"user":"name@example.com","riskLevel":"HIGH","timestamp":"{{old}}"}""", "HIGH");

        Assert.Empty(flow.Sets);
        Assert.Empty(flow.Stack.DeadLetters());
        Assert.Equal(1, (await flow.Stack.FlowAsync()).Counts.UsersLeftOut);
    }

    [Theory]
    [InlineData(UserOnly, "false", "true", "SecurityEvents:Enabled")]
    [InlineData("""{"ip":"203.0.113.7","riskLevel":"HIGH"}""", "true", "false", "RiskEvents:Enabled")]
    public async Task Message_for_a_destination_that_is_off_is_dead_lettered_with_the_settings_name(string body, string users, string addresses, string setting)
    {
        await using var flow = await TwoDestinations.StartAsync(null, ("SecurityEvents:Enabled", users), ("RiskEvents:Enabled", addresses));

        await flow.Stack.DeliverAsync(body, "HIGH");

        var dead = Assert.Single(flow.Stack.DeadLetters());
        Assert.Equal("DestinationOff", dead.Reason);
        Assert.Contains(setting, dead.Description);
        Assert.Equal(1, (await flow.Stack.FlowAsync()).Counts.DestinationOff);
    }

    [Theory]
    [InlineData("false", "true", 0, 1)]
    [InlineData("true", "false", 1, 0)]
    public async Task Message_of_both_is_completed_when_one_destination_is_off(string users, string addresses, int sets, int events)
    {
        await using var flow = await TwoDestinations.StartAsync(null, ("SecurityEvents:Enabled", users), ("RiskEvents:Enabled", addresses));

        await flow.Stack.DeliverAsync(Both, "HIGH");

        Assert.Equal((sets, events), (flow.Sets.Count, flow.Stack.Statistics.AcceptedEvents));
        Assert.Equal((1, 1), ((await flow.Stack.FlowAsync()).Counts.Messages, (await flow.Stack.FlowAsync()).Counts.DestinationOff));
        Assert.Empty(flow.Stack.DeadLetters());
    }

    [Theory]
    [InlineData("""{"at":1,"on":"sets","fault":"500"}""", new[] { 500, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"503"}""", new[] { 503, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"reset-before-accept"}""", new[] { 0, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"reset-after-accept"}""", new[] { 0, 202 }, 1)]
    [InlineData("""{"at":1,"on":"sets","fault":"400","err":"authentication_failed"}""", new[] { 400, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"400","err":"invalid_key"}""", new[] { 400, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"400","err":"invalid_issuer"}""", new[] { 400, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"400","err":"invalid_audience"}""", new[] { 400, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"401"}""", new[] { 401, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"403"}""", new[] { 403, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"garbage","status":404}""", new[] { 404, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"garbage","status":405}""", new[] { 405, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"429"}""", new[] { 429, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"garbage","status":400}""", new[] { 400, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"redirect"}""", new[] { 307, 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"slow","delay":"00:00:00.300"}""", new[] { 202 }, 0)]
    [InlineData("""{"at":1,"on":"sets","fault":"hang"}""", new[] { 0, 202 }, 0)]
    public async Task Fault_that_passes_delays_and_loses_nothing(string fault, int[] statuses, int duplicates)
    {
        await using var flow = await TwoDestinations.StartAsync();
        flow.Stack.Use(fault);

        await flow.Stack.DeliverAsync(Both, "HIGH");

        Assert.Equal(statuses, flow.Sets.Select(s => s.Status));
        Assert.Equal((1, duplicates, 0), (flow.Statistics.Accepted, flow.Statistics.Duplicates, flow.Statistics.ConflictingDuplicates));
        Assert.Equal(1, flow.Stack.Statistics.AcceptedEvents);
        Assert.Empty(flow.Stack.DeadLetters());
    }

    [Fact]
    public async Task Refused_content_is_dead_lettered_and_the_address_of_the_message_is_sent()
    {
        await using var flow = await TwoDestinations.StartAsync();
        flow.Stack.Use("""{"at":1,"on":"sets","fault":"400","err":"invalid_request"}""");

        await flow.Stack.DeliverAsync(Both, "HIGH");

        var dead = Assert.Single(flow.Stack.DeadLetters());
        Assert.Equal("RejectedByOkta", dead.Reason);
        Assert.StartsWith("invalid_request", dead.Description);
        Assert.Equal(1, flow.Stack.Statistics.AcceptedEvents);
    }

    [Fact]
    public async Task Token_that_is_too_large_is_dead_lettered()
    {
        await using var flow = await TwoDestinations.StartAsync(o => o with { LargestBody = 100 });

        await flow.Stack.DeliverAsync(UserOnly, "HIGH");

        Assert.StartsWith("HTTP 413", Assert.Single(flow.Stack.DeadLetters()).Description);
    }

    [Theory]
    [InlineData("\"fault\":\"400\",\"err\":\"invalid_issuer\"", "SecurityEvents:Issuer")]
    [InlineData("\"fault\":\"400\",\"err\":\"invalid_audience\"", "Okta:OrgUrl")]
    [InlineData("\"fault\":\"400\",\"err\":\"invalid_key\"", "SecurityEvents:SigningKeySecret")]
    [InlineData("\"fault\":\"400\",\"err\":\"authentication_failed\"", "signature")]
    [InlineData("\"fault\":\"401\"", "provider")]
    [InlineData("\"fault\":\"403\"", "provider")]
    [InlineData("\"fault\":\"garbage\",\"status\":404", "Identity Threat Protection")]
    [InlineData("\"fault\":\"garbage\",\"status\":405", "Identity Threat Protection")]
    public async Task Refused_provider_issuer_or_key_holds_the_message_and_not_the_addresses(string fault, string words)
    {
        await using var flow = await TwoDestinations.StartAsync();
        flow.Stack.Use($$"""{"probability":1,"on":"sets",{{fault}}}""");

        await flow.Stack.SendAsync(Both, "HIGH");
        await flow.Stack.LoggedAsync("CredentialRefused");
        await flow.Stack.SendAsync(Signal("203.0.113.8"), "LOW");
        await flow.Stack.UntilAsync(() => Task.FromResult(flow.Stack.Statistics.AcceptedEvents == 2), "both addresses are at Okta");

        Assert.Equal(2, flow.Sets.Count);
        Assert.Equal(0, flow.Statistics.Accepted);
        Assert.Empty(flow.Stack.DeadLetters());
        Assert.Contains(flow.Stack.Logs.Entries, e => e.Id.Name == "CredentialRefused" && e.Text.Contains(words));
    }

    [Fact]
    public async Task Status_shows_the_second_budget_and_circuit_and_each_try_has_a_span()
    {
        using var observed = new ObservedWords();
        await using var flow = await TwoDestinations.StartAsync(null, ("Signals:ExcludedUsers:0", "other@example.com"));
        await flow.Stack.SendAsync(Both, "HIGH");
        await flow.Stack.SendAsync("""{"user":"other@example.com","riskLevel":"HIGH"}""", "HIGH");
        await flow.Stack.DrainAsync();
        flow.Stack.Use("""{"probability":1,"on":"sets","fault":"400","err":"invalid_issuer"}""");
        await flow.Stack.SendAsync(UserOnly, "HIGH");
        await flow.Stack.LoggedAsync("CredentialRefused");

        var status = await flow.Stack.StatusAsync();
        var users = status.GetProperty("users");
        Assert.Equal((1, 1), (users.GetProperty("accepted").GetInt32(), users.GetProperty("leftOut").GetInt32()));
        string[] meter = ["limit", "windowSeconds", "used"];
        Assert.Equal([600, 60, 3], meter.Select(name => users.GetProperty("meter").GetProperty(name).GetInt32()));
        Assert.Equal(
            ("Refused", "Closed"),
            (users.GetProperty("circuit").GetProperty("state").GetString(), status.GetProperty("circuit").GetProperty("state").GetString()));
        Assert.Contains("span POST url.path=/security/api/v1/security-events", observed.All);
        Assert.Contains(observed.All, w => w.StartsWith("span POST invalid_issuer"));
    }

    [Theory]
    [InlineData("\"fault\":\"429\",\"headers\":\"far\"", 1)]
    [InlineData("\"fault\":\"503\"", 4)]
    public async Task Throttled_or_failing_destination_holds_the_message_and_not_the_addresses(string fault, int most)
    {
        await using var flow = await TwoDestinations.StartAsync();
        flow.Stack.Use($$"""{"probability":1,"on":"sets",{{fault}}}""");

        await flow.Stack.SendAsync(Both, "HIGH");
        await flow.Stack.UntilAsync(() => Task.FromResult(flow.Sets.Count > 0), "the first SET is answered");
        await flow.Stack.SendAsync(Signal("203.0.113.8"), "LOW");
        await flow.Stack.UntilAsync(() => Task.FromResult(flow.Stack.Statistics.AcceptedEvents == 2), "both addresses are at Okta");

        Assert.InRange(flow.Sets.Count, 1, most);
        Assert.Equal((0, 1), (flow.Statistics.Accepted, flow.Stack.Counts()["high"].Locked));
        Assert.Empty(flow.Stack.DeadLetters());
    }

    [Fact]
    public async Task Signature_refused_to_one_statement_while_others_are_accepted_is_its_contents_fault()
    {
        var time = new JumpingTimeProvider();
        await using var flow = await TwoDestinations.StartAsync(
            sandbox: null, o => o with { Broker = o.Broker with { LockDuration = TimeSpan.FromMinutes(5) } }, time, ("RiskEvents:Enabled", "false"));
        flow.Stack.Use("""{"reject-when":"name@example.com","on":"sets","err":"authentication_failed"}""");

        await flow.Stack.SendAsync(UserOnly, "HIGH", "bad");
        await flow.Stack.LoggedAsync("CredentialRefused");

        // The next probe is the other one's, for this one has just had its own.
        time.Jump(TimeSpan.FromMinutes(2));
        await flow.Stack.DeliverAsync("""{"user":"other@example.com","riskLevel":"MEDIUM"}""", "MEDIUM");

        var dead = Assert.Single(flow.Stack.DeadLetters());
        Assert.Equal(("bad", "RejectedByOkta"), (dead.MessageId, dead.Reason));
        Assert.StartsWith("authentication_failed", dead.Description);
        Assert.Equal("other@example.com", Assert.Single(flow.Sets, s => s.Accepted).Statements[0].User);
    }

    [Fact]
    public async Task Used_up_limit_of_the_addresses_slows_no_user()
    {
        const int messages = 40;
        await using var flow = await TwoDestinations.StartAsync();
        flow.Stack.Use("""{"probability":1,"fault":"429","headers":"far"}""");
        await flow.Stack.SendAsync(Signal(), "LOW");
        await flow.Stack.UntilAsync(() => Task.FromResult(flow.Stack.Statistics.Throttled == 1), "no address may go");

        flow.Stack.SendTogether([.. Enumerable.Range(0, messages).Select(n => $$"""{"user":"user{{n}}@example.com","riskLevel":"HIGH"}""")]);
        await flow.Stack.UntilAsync(() => Task.FromResult(flow.Statistics.Accepted == messages), "all users are at Okta");

        AssertPace(flow.Sets.Select(s => s.Arrival.At), messages);
        Assert.Equal((0, 1), (flow.Stack.Statistics.AcceptedEvents, flow.Stack.Statistics.Throttled));
    }

    [Fact]
    public async Task Used_up_limit_of_the_users_slows_no_address()
    {
        const int messages = 400;
        await using var flow = await TwoDestinations.StartAsync(null, ("RateMeter:RequestsPerMinute", "10"), ("RateMeter:Window", "00:00:01"));
        flow.Stack.Use("""{"probability":1,"on":"sets","fault":"429","headers":"far"}""");
        await flow.Stack.SendAsync(UserOnly, "LOW");
        await flow.Stack.UntilAsync(() => Task.FromResult(flow.Sets.Count == 1), "no user may go");

        // Minutes apart, so that none shares an event: twenty a request, ten requests a second.
        var now = TimeProvider.System.GetUtcNow();
        flow.Stack.SendTogether([.. Enumerable.Range(0, messages).Select(n =>
            $$"""{"ip":"198.51.{{n / 200}}.{{n % 200}}","riskLevel":"HIGH","timestamp":"{{now.AddMinutes(-n):O}}"}""")]);
        await flow.Stack.UntilAsync(() => Task.FromResult(flow.Stack.Statistics.AcceptedEvents == messages), "all addresses are at Okta");

        AssertPace(flow.Stack.Okta.Recorder.Requests().Select(r => r.Arrival.At), messages / 20);
        Assert.Single(flow.Sets);
    }

    [Fact]
    public async Task Nothing_of_a_key_a_user_or_a_token_is_logged()
    {
        await using var flow = await TwoDestinations.StartAsync();
        flow.Stack.Use("""{"at":1,"on":"sets","fault":"400","err":"invalid_request"}""", """{"at":2,"on":"sets","fault":"500"}""");

        await flow.Stack.SendAsync(Both, "HIGH");
        await flow.Stack.SendAsync(Incident, "HIGH");
        await flow.Stack.DrainAsync();

        Assert.True(flow.Sets.Count > 2);
        Assert.All(flow.Stack.Logs.Entries, e =>
        {
            Assert.DoesNotContain("name@", e.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("eyJ", e.Text);
            Assert.DoesNotContain(SetOrg.Key.PrivateJwk[^40..^2], e.Text);
        });
    }

    [Fact]
    public async Task Alerts_with_users_and_addresses_under_faults_are_all_accounted_for()
    {
        const int alerts = 150;
        await using var flow = await TwoDestinations.StartAsync();
        flow.Stack.Use(
            """{"probability":0.05,"on":"sets","fault":"reset-after-accept"}""",
            """{"probability":0.05,"on":"sets","fault":"503"}""",
            """{"probability":0.05,"on":"sets","fault":"400","err":"invalid_request"}""",
            """{"probability":0.05,"fault":"503"}""",
            """{"probability":0.05,"fault":"reset-after-accept"}""");

        flow.Stack.SendTogether([.. Enumerable.Range(0, alerts).Select(n =>
            $$"""{"ip":"203.0.113.{{n}}","user":"user{{n}}@example.com","riskLevel":"HIGH"}""")]);
        await flow.Stack.UntilAsync(
            () => Task.FromResult(flow.Stack.Counts().Values.All(c => c is { Active: 0, Locked: 0 })), "the lanes are empty", TimeSpan.FromMinutes(2));

        var accepted = flow.Sets.Where(s => s.Accepted).Select(s => s.Statements[0].User).ToHashSet(StringComparer.Ordinal);
        var dead = flow.Stack.DeadLetters().Select(d => $"user{d.MessageId.Split('-')[1]}@example.com");
        Assert.Equal(alerts, accepted.Union(dead, StringComparer.Ordinal).Count());
        Assert.All(flow.Stack.DeadLetters(), d => Assert.Equal("RejectedByOkta", d.Reason));
        Assert.Equal(alerts, flow.Stack.Okta.Recorder.Subjects().Select(s => s.Ip).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal((accepted.Count, 0), (flow.Statistics.Accepted, flow.Statistics.ConflictingDuplicates));
        Assert.Equal(
            accepted.Count,
            flow.Sets.Where(s => s.Accepted).Select(s => (s.Id, s.Statements[0].User)).Distinct().Count());
    }

    // Both budgets of these runs give ten requests a second; twice the time is for a slow machine, and a pause of the other's limit takes a minute and more.
    private static void AssertPace(IEnumerable<DateTimeOffset> arrivals, int requests)
    {
        var at = arrivals.ToList();
        Assert.Equal(requests, at.Count);
        Assert.InRange(at.Max() - at.Min(), TimeSpan.Zero, TimeSpan.FromSeconds(requests / 10.0 * 2) + TimeSpan.FromSeconds(2));
    }
}
