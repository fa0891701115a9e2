using System.Text.Json;

namespace RiskFunctions.Testing.Delivery;

/// <summary>A request as it reached the scripted Okta.</summary>
internal sealed record OktaCall
{
    /// <summary>Which call this is, from 1.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Scheme and parameter; null when the header was missing.</summary>
    public required string? Authorization { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string Body { get; init; }

    /// <summary>Every subject's address, event by event.</summary>
    public IReadOnlyList<string> Addresses
    {
        get
        {
            using var json = JsonDocument.Parse(Body);
            return
            [
                .. json.RootElement.EnumerateArray()
                    .SelectMany(e => e.GetProperty("subjects").EnumerateArray())
                    .Select(s => s.GetProperty("ip").GetString()!),
            ];
        }
    }

    public bool Names(string address) => Addresses.Contains(address);
}
