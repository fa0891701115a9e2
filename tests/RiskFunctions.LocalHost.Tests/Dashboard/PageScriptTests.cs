using System.Globalization;

namespace RiskFunctions.LocalHost.Tests.Dashboard;

/// <summary>What the dashboard tells an operator.</summary>
public sealed class PageScriptTests
{
    private const string Closed = "circuit:{state:'Closed'}";

    private const string Letters =
        """[{lane:'low',reason:'InvalidSignal'},{lane:'high',reason:'SignalExpired'},{lane:'low',reason:'InvalidSignal',messageId:'newest'},{lane:'high'"""
        + """,reason:'RejectedByOkta'},{lane:'high',reason:'RejectedByOkta'}]""";

    [NodeFact]
    public async Task Verdict_all_well_is_ok()
    {
        Assert.Equal(("ok", "OK", "Nothing waits. "), await VerdictAsync(Status()));
        Assert.Equal(("ok", "OK", "3 messages on the way. "), await VerdictAsync(Status(active: 2, locked: 1)));
    }

    [NodeFact]
    public async Task Verdict_scheduled_messages_do_not_wait() =>
        Assert.Equal(("ok", "OK", "Nothing waits. "), await VerdictAsync(Status(active: 4, scheduled: 4)));

    [NodeFact]
    public async Task Verdict_of_a_process_that_delivers_nothing_is_never_ok()
    {
        const string Workers = "This process delivers nothing: look at the workers. ";

        Assert.Equal(("", "Not delivered by this process", "1 message waits. " + Workers), await VerdictAsync(Status(active: 1, delivers: false)));
        Assert.Equal(("", "Not delivered by this process", "Nothing waits. " + Workers), await VerdictAsync(Status(delivers: false)));
    }

    [NodeFact]
    public async Task Verdict_dead_letters_say_what_is_the_matter() =>
        Assert.Equal(
            ("wait", "3,000 dead letters need a look", "HIGH: 2 with RejectedByOkta. 1 message on the way. "),
            await VerdictAsync(Status(active: 1, dead: 3000), Letters));

    [NodeFact]
    public async Task Verdict_refused_credential_names_the_vault_only_where_there_is_one()
    {
        const string Refused = "circuit:{state:'Refused',nextProbeAt:'2026-03-04T05:06:07Z'}";

        Assert.Equal(
            ("bad", "Credential refused by Okta", "Renew it in Key Vault. 1 message is held and will be sent. Next try at 05:06:07 UTC. "),
            await VerdictAsync(Status(locked: 1, vault: true, circuit: Refused)));
        Assert.StartsWith("Set a good one and start again. ", (await VerdictAsync(Status(locked: 1, circuit: Refused))).Detail);
    }

    [NodeFact]
    public async Task Verdict_of_users_stands_behind_that_of_the_credential_and_before_an_outage()
    {
        const string Users = ",users:{meter:{blockedUntil:null},circuit:{state:'Refused',reason:'invalid_issuer'}}";

        Assert.Equal(
            ("bad", "Security events refused by Okta", "1 message is held and will be sent. invalid_issuer"),
            await VerdictAsync(Status(locked: 1, circuit: Closed + Users)));
        Assert.Equal("Security events refused by Okta", (await VerdictAsync(Status(locked: 1, circuit: "circuit:{state:'Unavailable'}" + Users))).Headline);
        Assert.Equal("Credential refused by Okta", (await VerdictAsync(Status(locked: 1, circuit: "circuit:{state:'Refused'}" + Users))).Headline);
        Assert.Equal(
            ("wait", "Waiting for Okta", "Its rate limit for security events is used up until 05:06:07 UTC. 1 message is held and will be sent. "),
            await VerdictAsync(Status(locked: 1, circuit: Closed + ",users:{meter:{blockedUntil:'2026-03-04T05:06:07Z'},circuit:{state:'Closed'}}")));
    }

    [NodeFact]
    public async Task Groups_are_high_first_then_the_most_with_the_newest_first()
    {
        var groups = await PageScript.EvaluateAsync($"groups({Letters}).map(g => [g.lane, g.reason, g.letters.length, g.letters[0].messageId])");

        Assert.Equal("""[["high","RejectedByOkta",2,null],["high","SignalExpired",1,null],["low","InvalidSignal",2,"newest"]]""", groups.GetRawText());
    }

    [NodeFact]
    public async Task ReplayCommand_has_lane_reason_and_another_port()
    {
        var commands = await PageScript.EvaluateAsync(
            """[['RejectedByOkta', 5672], ['RejectedByOkta', 5690], ['"; rm', 5672]].map(([reason, port]) => replayCommand({ lane: 'high', reason }"""
            + """, port).join(' '))""");

        const string Run = "dotnet run --project src/RiskFunctions.LocalHost -- dead-letters --replay --lane high";
        Assert.Equal(
            [$"{Run} --reason RejectedByOkta", $"{Run} --reason RejectedByOkta --amqp-port 5690", Run],
            commands.EnumerateArray().Select(c => c.GetString()));
    }

    [NodeFact]
    public async Task SetNote_says_what_the_table_does_not_show()
    {
        var notes = await PageScript.EvaluateAsync(
            """
            [{ accepted: 1, latest: [{}], duplicates: 0, ignored: 0, refused: {} },
             { accepted: 12, latest: Array(10), duplicates: 2, ignored: 1, refused: { invalid_key: 3 } }].map(setNote)
            """);

        Assert.Equal(
            ["", "The newest 10, 2 came again, 1 of unknown users, 3 refused: invalid_key"],
            notes.EnumerateArray().Select(n => n.GetString()));
    }

    [NodeFact]
    public async Task EmptyIn_goes_by_how_the_lane_shrank_in_the_last_minute()
    {
        var texts = await PageScript.EvaluateAsync(
            """
            [
              [[0, 9999], [30000, 700], [60000, 600], [90000, 500]], [[0, 10], [60000, 10]], [[0, 500], [5000, 400]],
              [[0, 60], [60000, 10]], [[0, 60], [60000, 0]],
            ]
              .map(list => emptyIn(list.map(([at, high]) => ({ at, lanes: { high } })), 'high'))
            """);

        Assert.Equal(
            ["empty in about 3 min", "not getting shorter", "", "empty within a minute", ""],
            texts.EnumerateArray().Select(t => t.GetString()));
    }

    private static string Status(
        int active = 0, int scheduled = 0, int locked = 0, int dead = 0, bool delivers = true, bool vault = false, string circuit = Closed) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{lanes:{high:{active:{{{active}}},scheduled:{{{scheduled}}},locked:{{{locked}}},deadLettered:{{{dead}}} } },meter:{blockedUntil:null},"""
            + $$$"""{{{circuit}}},""")
        + $$$"""host:{delivers:{{{(delivers ? "true" : "false")}}},vault:{{{(vault ? "true" : "false")}}} } }""";

    private static async Task<(string? Kind, string? Headline, string? Detail)> VerdictAsync(string status, string letters = "[]")
    {
        var verdict = await PageScript.EvaluateAsync($"verdict({status}, {letters}, 0)");
        return (verdict.GetProperty("kind").GetString(), verdict.GetProperty("headline").GetString(), verdict.GetProperty("detail").GetString());
    }
}
