using System.Globalization;
using System.Text;
using RiskFunctions.LocalHost.Broker;

namespace RiskFunctions.LoadTests.Stages;

/// <summary>Makes risk signals, each with an address that no other has, so that each can be found again at Okta.</summary>
internal sealed class Traffic
{
    private readonly string _timestamp = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    private int _last;

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
        return Message(level, $$"""{"ip":"{{address}}","riskLevel":"{{level}}","message":"Load run","timestamp":"{{_timestamp}}"}""");
    }

    /// <summary>A signal whose text has <paramref name="marker"/> in it, not counted as one that Okta should accept.</summary>
    public SentMessage Marked(string level, string marker) =>
        Message(level, $$"""{"ip":"{{NextAddress()}}","riskLevel":"{{level}}","message":"{{marker}}","timestamp":"{{_timestamp}}"}""");

    public static SentMessage Message(string level, string body) => new()
    {
        MessageId = Guid.NewGuid().ToString("N"),
        Body = Encoding.UTF8.GetBytes(body),
        ContentType = "application/json",
        Properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["riskLevel"] = level },
    };

    // Without leading zeros and never 0, so that it is written as .NET writes an address.
    private string NextAddress()
    {
        var number = ++_last;
        return string.Create(CultureInfo.InvariantCulture, $"2001:db8::{1 + (number >> 15):x}:{1 + (number & 0x7fff):x}");
    }
}
