using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>
/// Custom properties of the REST send: one header each, text in double quotes
/// (https://learn.microsoft.com/rest/api/servicebus/message-headers-and-properties).
/// </summary>
internal static class PropertyHeader
{
    // Headers that clients, proxies, browsers and tracing add by themselves.
    private static readonly FrozenSet<string> Standard = FrozenSet.ToFrozenSet(
        [
            "Authorization", "Baggage", "BrokerProperties", "Cache-Control", "Connection", "Cookie", "Correlation-Context", "Date", "DNT",
            "Expect", "Forwarded",
            "From", "Host", "Keep-Alive", "Max-Forwards", "Origin", "Pragma", "Priority", "Range", "Referer", "Request-Id", "TE", "traceparent", "tracestate",
            "Trailer", "Transfer-Encoding", "Upgrade", "Upgrade-Insecure-Requests", "User-Agent", "Via", "Warning", "X-Requested-With",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] StandardPrefixes = [":", "Accept", "Content-", "If-", "Proxy-", "Sec-", "X-Forwarded-"];

    private static readonly string[] TimeFormats = ["r", "O", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    public static bool IsProperty(string name) =>
        !Standard.Contains(name) && !StandardPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Text when it is quoted; a boolean, number or time when it reads as one; otherwise text as it stands.</summary>
    public static object Read(string value)
    {
        var text = value.Trim();
        if (text is ['"', .., '"'])
        {
            return Unquote(text);
        }

        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && char.IsAsciiDigit(text[^1]))
        {
            return number;
        }

        return DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : text;
    }

    /// <summary>A member of a batch's <c>UserProperties</c>; null when it is no simple value.</summary>
    public static object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number => value.GetDouble(),
        _ => null,
    };

    private static string Unquote(string quoted)
    {
        try
        {
            using var document = JsonDocument.Parse(quoted);
            return document.RootElement.GetString() ?? "";
        }
        catch (JsonException)
        {
            return quoted[1..^1]; // A stray quote or backslash inside: take it literally rather than lose the message.
        }
    }
}
