using System.Globalization;
using System.Text;
using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LoadTests.Stages;

/// <summary>Makes risk signals, each with an address that no other has, so that each can be found again at Okta.</summary>
/// <param name="apart">Between the times of two signals. Default: none, so that they may share an event; minutes keep them in events of their own.</param>
/// <param name="first">Kinds of traffic side by side begin at different numbers, so that their addresses differ.</param>
internal sealed class Traffic(TimeSpan apart = default, int first = 0)
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private int _made;

    /// <summary>The addresses of all signals made so far that Okta should accept.</summary>
    public HashSet<string> Addresses { get; } = new(StringComparer.Ordinal);

    /// <param name="level">The level, which is the lane too.</param>
    /// <param name="count">How many.</param>
    public IReadOnlyList<SentMessage> Signals(string level, int count) => [.. Enumerable.Range(0, count).Select(_ => Signal(level, out var _))];

    /// <summary>A tenth HIGH, three tenths MEDIUM, the rest LOW, mixed evenly.</summary>
    public IReadOnlyList<SentMessage> Mixed(int count) => [.. Enumerable.Range(0, count).Select(i => Signal(
        (i % 10) switch
        {
            0 => "HIGH",
            3 or 5 or 8 => "MEDIUM",
            _ => "LOW",
        },
        out var _))];

    public SentMessage Signal(string level, out string address)
    {
        address = NextAddress();
        Addresses.Add(address);
        return Message(level, $$"""{"ip":"{{address}}","riskLevel":"{{level}}","message":"Load run","timestamp":"{{Timestamp()}}"}""");
    }

    /// <summary>A signal whose text has <paramref name="marker"/> in it, not counted as one that Okta should accept.</summary>
    public SentMessage Marked(string level, string marker) =>
        Message(level, $$"""{"ip":"{{NextAddress()}}","riskLevel":"{{level}}","message":"{{marker}}","timestamp":"{{Timestamp()}}"}""");

    public static SentMessage Message(string level, string body) => new()
    {
        MessageId = Guid.NewGuid().ToString("N"),
        Body = Encoding.UTF8.GetBytes(body),
        ContentType = "application/json",
        Properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["riskLevel"] = level },
    };

    private string Timestamp() => (_now - (apart * _made)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // Without leading zeros and never 0, so that it is written as .NET writes an address.
    private string NextAddress()
    {
        var number = first + ++_made;
        return string.Create(CultureInfo.InvariantCulture, $"2001:db8::{1 + (number >> 15):x}:{1 + (number & 0x7fff):x}");
    }
}
