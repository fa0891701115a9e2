using System.Net.Http.Headers;

namespace RiskFunctions.LocalHost.Sandbox;

/// <summary>Whether a request speaks JSON.</summary>
internal static class MediaTypes
{
    private const string Json = "application/json";

    /// <summary>The body is declared as JSON in UTF-8, and JSON is among the answers that the client takes.</summary>
    public static bool AreJson(HttpRequest request) => IsJson(request.ContentType) && TakesJson(request.Headers.Accept);

    public static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, Json, StringComparison.OrdinalIgnoreCase)
        && (type.CharSet is null || string.Equals(type.CharSet.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase));

    private static bool TakesJson(IEnumerable<string?> accept)
    {
        var types = accept.SelectMany(line => (line ?? "").Split(',')).ToList();
        return types.Count == 0 || types.Exists(t => MediaTypeHeaderValue.TryParse(t.Split(';')[0].Trim(), out var type)
            && type.MediaType?.ToUpperInvariant() is "APPLICATION/JSON" or "APPLICATION/*" or "*/*");
    }
}
