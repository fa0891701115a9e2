using System.Text;
using System.Text.Json;

namespace RiskFunctions.LocalHost.Commands.Send;

/// <summary>A message to send, and the level that its sender would put into the <c>riskLevel</c> property.</summary>
/// <param name="Body">UTF-8 JSON.</param>
/// <param name="Level">HIGH, MEDIUM or LOW; null when the content does not say.</param>
internal sealed record Outgoing(ReadOnlyMemory<byte> Body, string? Level)
{
    /// <summary>One message for the file, one for each member of an array, or one for each line of JSON Lines; none for an empty array.</summary>
    /// <exception cref="JsonException">The content is not JSON.</exception>
    public static IReadOnlyList<Outgoing> From(ReadOnlyMemory<byte> content, bool whole, string? level)
    {
        content = JsonLines.AsArray(content);
        using var json = JsonDocument.Parse(content);
        var isArray = json.RootElement.ValueKind == JsonValueKind.Array;
        if (isArray && json.RootElement.GetArrayLength() == 0)
        {
            return [];
        }

        return whole || !isArray
            ? [new Outgoing(content, level ?? LevelOf(json.RootElement))]
            : [.. json.RootElement.EnumerateArray().Select(m => new Outgoing(Encoding.UTF8.GetBytes(m.GetRawText()), level ?? LevelOf(m)))];
    }

    // The highest of: its own riskLevel (our format), those of its subjects (Okta's), those of its members (an array).
    private static string? LevelOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => Highest(element.EnumerateArray().Select(LevelOf)),
        JsonValueKind.Object when element.TryGetProperty("riskLevel", out var level) =>
            level.ValueKind == JsonValueKind.String ? Highest([level.GetString()]) : null,
        JsonValueKind.Object when element.TryGetProperty("subjects", out var subjects) => LevelOf(subjects),
        _ => null,
    };

    private static string? Highest(IEnumerable<string?> levels) =>
        levels.Select(level => level?.ToUpperInvariant() switch { "HIGH" => 3, "MEDIUM" => 2, "LOW" => 1, _ => 0 }).DefaultIfEmpty().Max() switch
        {
            3 => "HIGH",
            2 => "MEDIUM",
            1 => "LOW",
            _ => null,
        };
}
