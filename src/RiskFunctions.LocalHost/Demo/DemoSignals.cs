using System.Globalization;
using System.Reflection;
using System.Text;
using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Demo;

/// <summary>The signals that the demo sends: a backlog in all lanes, every format once or more, and some that cannot be delivered.</summary>
internal static class DemoSignals
{
    /// <summary>The office of the demo: never sent.</summary>
    public const string TrustedNetworkSetting = "192.0.2.0/24";

    /// <summary>The break-glass account of the demo: never named to Okta.</summary>
    public const string ExcludedUser = "break.glass@example.com";

    private const int Users = 4;

    private const string SamplePrefix = "Samples/";
    private const string UserFormat = "user";
    private const int Low = 60;
    private const int Medium = 40;
    private const int High = 12;

    /// <summary>Everything that waits in the lanes when delivery starts.</summary>
    public static IReadOnlyList<DemoMessage> Backlog() =>
    [
        .. Enumerable.Range(0, Low).Select(i => Signal($"198.51.100.{i}", "LOW", "Repeated failed sign-ins")),
        .. Enumerable.Range(0, Medium).Select(i => Signal($"198.51.100.{100 + i}", "MEDIUM", "Password spray: many users, one address")),
        .. Enumerable.Range(0, High).Select(i => Signal($"203.0.113.{i}", "HIGH", "Connexion depuis un réseau d'anonymisation")),
        .. Enumerable.Range(0, Users).SelectMany(i => new[] { User($"low{i}", "LOW"), User($"medium{i}", "MEDIUM"), User($"high{i}", "HIGH"), Both(i) }),
        .. Samples(),
        .. Undeliverable(),
        Signal("192.0.2.10", "HIGH", "The office itself") with { Expected = DemoMessage.Suppressed },
        new() { Format = UserFormat, Sent = Message($$"""{"user":"{{ExcludedUser}}","riskLevel":"HIGH"}""", "HIGH"), Expected = DemoMessage.UserLeftOut },
    ];

    /// <summary>A HIGH signal that comes while lower lanes have a backlog.</summary>
    public static DemoMessage Latecomer(int number) => Signal($"203.0.113.{200 + number}", "HIGH", "Impossible travel");

    private static DemoMessage User(string name, string level) => new()
    {
        Format = UserFormat,
        Sent = Message($$"""{"user":"{{name}}@example.com","riskLevel":"{{level}}","message":"Impossible travel"}""", level),
        User = $"{name}@example.com",
    };

    private static DemoMessage Both(int number) => new()
    {
        Format = "user and address",
        Sent = Message($$"""{"ip":"203.0.113.{{100 + number}}","user":"both{{number}}@example.com","riskLevel":"HIGH","message":"Stolen session"}""", "HIGH"),
        Address = $"203.0.113.{100 + number}",
        User = $"both{number}@example.com",
    };

    private static DemoMessage Signal(string address, string level, string text) => new()
    {
        Format = "risk-signal",
        Sent = Message($$"""{"ip":"{{address}}","riskLevel":"{{level}}","message":"{{text}}"}""", level),
        Address = address,
    };

    // tests/RiskFunctions.Testing/Samples, embedded as data: the same files that the tests check field by field.
    private static IEnumerable<DemoMessage> Samples()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(SamplePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            var parts = name[SamplePrefix.Length..].Split('/');
            yield return new DemoMessage
            {
                Format = parts[0],
                Sent = Message(reader.ReadToEnd(), level: null),
                Expected = parts[1] switch
                {
                    "no-address.json" => WithoutAddress(parts[0]),
                    "cleared.json" => DemoMessage.Cleared,
                    _ => DemoMessage.Accepted,
                },
            };
        }
    }

    // An alert without an address may be about something else. A signal without one is its sender's fault.
    private static string WithoutAddress(string format) =>
        format.StartsWith("sentinel-", StringComparison.Ordinal)
        || format.StartsWith("defender-", StringComparison.Ordinal)
        || format is "step-outputs" or "graph-answer"
            ? DemoMessage.NoAddress
            : "InvalidSignal";

    private static IEnumerable<DemoMessage> Undeliverable()
    {
        yield return Bad("", "UnsupportedFormat");
        yield return Bad("not JSON at all", "UnsupportedFormat");
        yield return Bad("{}", "UnsupportedFormat");
        yield return Bad("""{"ip":"999.1.1.1","riskLevel":"HIGH"}""", "InvalidSignal");
        yield return Bad("""{"ip":"203.0.113.7","riskLevel":"CRITICAL"}""", "InvalidSignal");
        yield return Bad("""{"user":"CONTOSO\\\\name","riskLevel":"HIGH"}""", "InvalidSignal");
        yield return Bad("""{"ip":"10.0.0.1","riskLevel":"HIGH"}""", "NonRoutableAddress");
        yield return Bad("""{"ip":"203.0.113.8","riskLevel":"LOW","timestamp":"2020-01-01T00:00:00Z","expiresAt":"2020-01-02T00:00:00Z"}""", "SignalExpired");
        yield return Bad("""[{"ip":"203.0.113.9","riskLevel":"LOW"},{"ip":"203.0.113","riskLevel":"LOW"}]""", "InvalidSignal");
    }

    private static DemoMessage Bad(string body, string reason) => new()
    {
        Format = "undeliverable",
        Sent = Message(body, level: "HIGH"),
        Expected = reason,
    };

    private static SentMessage Message(string body, string? level) => new()
    {
        MessageId = $"demo-{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)}",
        Body = Encoding.UTF8.GetBytes(body),
        ContentType = "application/json",
        Properties = level is null
            ? new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase)
            : new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["riskLevel"] = level },
    };
}
