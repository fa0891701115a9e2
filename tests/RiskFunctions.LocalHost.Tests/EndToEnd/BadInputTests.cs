using System.Text;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Every bad message that the product promises to put aside, sent as curl would.</summary>
public sealed class BadInputTests
{
    private static readonly (string Name, byte[] Body, string Reason, string Says)[] Bad =
    [
        Text("empty", "", "UnsupportedFormat", "empty"),
        Text("not-json", "not JSON at all", "UnsupportedFormat", "JSON"),
        Text("number", "42", "UnsupportedFormat", "number"),
        Text("empty-object", "{}", "UnsupportedFormat", "format"),
        Text("big-octet", """{"ip":"999.1.1.1","riskLevel":"HIGH"}""", "InvalidSignal", "ip"),
        Text("private", """{"ip":"10.0.0.1","riskLevel":"HIGH"}""", "NonRoutableAddress", "ip"),
        Text("three-octets", """{"ip":"1.2.3","riskLevel":"HIGH"}""", "InvalidSignal", "ip"),
        Text("level-is-number", """{"ip":"203.0.113","riskLevel":1}""", "InvalidSignal", "ip"),
        Text("only-level-is-number", """{"ip":"203.0.113.1","riskLevel":1}""", "InvalidSignal", "riskLevel"),
        Text("level-with-space", """{"ip":"203.0.113.1","riskLevel":"high "}""", "InvalidSignal", "riskLevel"),
        Text("level-unknown", """{"ip":"203.0.113.1","riskLevel":"CRITICAL"}""", "InvalidSignal", "riskLevel"),
        Text(
            "expired",
            """{"ip":"203.0.113.1","riskLevel":"HIGH","timestamp":"2020-01-01T00:00:00Z","expiresAt":"2020-01-02T00:00:00Z"}""",
            "SignalExpired",
            "expiresAt"),
        Text("junk-900-kb", new string('x', 900 * 1024), "UnsupportedFormat", "JSON"),
        Text("nested-10000", new string('[', 10_000) + new string(']', 10_000), "UnsupportedFormat", "deep"),
        ("bad-utf8", [.. "{\"ip\":\"203.0.113.1\",\"riskLevel\":\"HIGH\",\"message\":\""u8, 0xC3, 0x28, .. "\"}"u8], "UnsupportedFormat", "UTF-8"),
        Text("one-bad-member", $"[{Signal("203.0.113.2")},{Signal("203.0.113")},{Signal("203.0.113.3")}]", "InvalidSignal", "[1].ip"),
    ];

    [Fact]
    public async Task Bad_messages_are_dead_lettered_with_field_and_fault_and_hinder_no_other()
    {
        await using var stack = await StartAsync(options: o => o with { RunPump = true });
        for (var i = 0; i < Bad.Length; i++)
        {
            await stack.SendAsync(Bad[i].Body, "HIGH", Bad[i].Name);
            await stack.SendAsync(Signal($"198.51.100.{i}"), "HIGH", $"good-{i}");
        }

        await stack.DrainAsync();

        var letters = stack.DeadLetters().ToDictionary(d => d.MessageId, StringComparer.Ordinal);
        Assert.All(Bad, bad =>
        {
            var letter = letters[bad.Name];
            Assert.Equal((bad.Name, bad.Reason, "high"), (letter.MessageId, letter.Reason, letter.Lane));
            Assert.Contains(bad.Says, letter.Description, StringComparison.OrdinalIgnoreCase);
            Assert.True(letter.Description.Length < 400, letter.Description);
            Assert.Equal(1, letter.DeliveryCount);
        });
        Assert.Equal(Bad.Length, letters.Count);
        Assert.Equal(
            Enumerable.Range(0, Bad.Length).Select(i => $"198.51.100.{i}").Order(StringComparer.Ordinal),
            stack.Okta.Recorder.Subjects().Select(s => s.Ip).Order(StringComparer.Ordinal));
        Assert.Equal([202], stack.Statistics.RequestsByStatus.Keys);
    }

    private static (string, byte[], string, string) Text(string name, string body, string reason, string says) =>
        (name, Encoding.UTF8.GetBytes(body), reason, says);
}
