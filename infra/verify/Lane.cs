using System.Text.Json.Nodes;

namespace RiskFunctions.Verify;

/// <summary>A subscription of the topic and the one rule that it must have, from the emulator's file as the templates read it.</summary>
internal sealed record Lane(string Name, string Rule, string Filter)
{
    public static IReadOnlyList<Lane> All { get; } = Read();

    private static Lane[] Read()
    {
        var topic = EmbeddedJson.Read("config.json")["UserConfig"]!["Namespaces"]![0]!["Topics"]![0]!;
        return [.. topic["Subscriptions"]!.AsArray().Select(lane =>
        {
            var rule = lane!["Rules"]!.AsArray().Single()!;
            return new Lane(NameOf(lane), NameOf(rule), (string)rule["Properties"]!["SqlFilter"]!["SqlExpression"]!);
        })];
    }

    private static string NameOf(JsonNode entity) => (string)entity[nameof(Name)]!;
}
