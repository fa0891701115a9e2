using RiskFunctions.Signals;
using RiskFunctions.Signals.Evidence;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Core.Tests.Signals.Evidence;

/// <summary>The tables of docs/reference/formats.md against the code's.</summary>
public class EvidenceTableTests
{
    [Fact]
    public void Roles_of_the_page_are_those_of_the_code() => Assert.Equal(
        EvidenceRoles.Table.Select(
            r => $"| `{r.Role}` | {(r.Part == EvidencePart.Attacker ? "attacker: sent" : $"{r.Part.ToString().ToLowerInvariant()}: left out")} | {r.Why} |"),
        Rows("<!-- roles"));

    [Fact]
    public void Places_of_the_page_are_those_of_the_code() => Assert.Equal(
        EvidenceKinds.WithAddresses.SelectMany(k => k.Places.Select(p => $"| `{k.Name}` | `{p.Field}` | {Words(p.Rule)} |")),
        Rows("<!-- places"));

    [Fact]
    public void Severities_of_the_page_are_those_of_the_code() => Assert.Equal(
        SignalRules.DefaultSeverities.GroupBy(s => s.Level, s => $"`{s.Severity}`")
            .Select(level =>
                $"| {level.Key.ToString().ToUpperInvariant()} | {string.Join(", ", level)}{(level.Key == RiskLevel.Low ? ", any other" : string.Empty)} |"),
        Rows("<!-- severities"));

    [Fact]
    public void Verdicts_of_the_page_are_those_of_the_code() =>
        Assert.Contains(
            $"The verdicts {string.Join(", ", EvidenceRoles.HarmlessVerdicts.Select(v => $"`{v}`"))} keep",
            File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "formats.md")));

    private static string Words(PlaceRule rule) => rule switch
    {
        PlaceRule.OwnRoles => "by its own roles and verdict",
        PlaceRule.NearSide => "by its own roles; without any it goes, unless the far side is the attacker",
        PlaceRule.FarSide => "by its own roles; without any it does not go",
        PlaceRule.OwnMachine => "never: a machine of the organisation",
        PlaceRule.NameService => "never: a name server, or the host that asked it",
        PlaceRule.MailServer => "never: a mail server, which carries the mail of many",
        PlaceRule.AccessRule => "never: a rule that allows addresses",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, message: null),
    };

    private static IEnumerable<string> Rows(string marker) => File.ReadLines(Path.Combine(Repository.Root, "docs", "reference", "formats.md"))
        .SkipWhile(line => !line.StartsWith(marker))
        .Skip(3)
        .TakeWhile(line => line.StartsWith('|'));
}
