using System.Text.Json.Nodes;

namespace RiskFunctions.Verify;

/// <summary>The files of infra that the templates load too.</summary>
internal static class EmbeddedJson
{
    public static JsonNode Read(string name)
    {
        using var stream = typeof(EmbeddedJson).Assembly.GetManifestResourceStream(name)!;
        return JsonNode.Parse(stream)!;
    }
}
