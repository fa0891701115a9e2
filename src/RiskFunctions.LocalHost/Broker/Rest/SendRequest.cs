using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>Reads the messages out of a REST send, one or a batch.</summary>
internal static class SendRequest
{
    private const string BatchType = "application/vnd.microsoft.servicebus.json";

    /// <exception cref="MalformedSendException">Not what Service Bus takes.</exception>
    /// <exception cref="MessageTooLargeException">The body is over <paramref name="limit"/> bytes.</exception>
    public static async Task<IReadOnlyList<SentMessage>> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        var properties = ReadProperties(request);
        var broker = request.Headers.TryGetValue("BrokerProperties", out var header)
            ? BrokerProperties.Parse(RawHeaders.Text("BrokerProperties", header.ToString()))
            : BrokerProperties.None;
        var body = await ReadBodyAsync(request, limit, cancellationToken);
        return IsBatch(request.ContentType) ? ReadBatch(body) : [Message(body, request.ContentType, broker, properties)];
    }

    private static bool IsBatch(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && string.Equals(type.MediaType, BatchType, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, object> ReadProperties(HttpRequest request) => request.Headers
        .Where(header => PropertyHeader.IsProperty(header.Key) && !StringValues.IsNullOrEmpty(header.Value))
        .ToDictionary(
            header => header.Key,
            header => PropertyHeader.Read(RawHeaders.Text(header.Key, header.Value.ToString())),
            StringComparer.OrdinalIgnoreCase);

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            throw new MessageTooLargeException(limit);
        }

        using MemoryStream body = new();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > limit)
            {
                throw new MessageTooLargeException(limit);
            }
        }

        return body.ToArray();
    }

    private static List<SentMessage> ReadBatch(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0
                ? [.. array.EnumerateArray().Select(ReadMember)]
                : throw new MalformedSendException("The batch must be an array of at least one message.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not valid UTF-8 or UTF-16.
            throw new MalformedSendException("The batch is not valid JSON.", fault);
        }
    }

    private static SentMessage ReadMember(JsonElement member, int index)
    {
        if (member.ValueKind == JsonValueKind.Object)
        {
            MemberNames.RequireUnique(member, $"[{index}]", StringComparer.Ordinal);
        }

        if (member.ValueKind != JsonValueKind.Object || !member.TryGetProperty("Body", out var body) || body.ValueKind != JsonValueKind.String)
        {
            throw new MalformedSendException($"[{index}].Body: missing, or not a text.");
        }

        var broker = member.TryGetProperty("BrokerProperties", out var own) && own.ValueKind != JsonValueKind.Null
            ? BrokerProperties.Read(own, $"[{index}].BrokerProperties")
            : BrokerProperties.None;
        return Message(Encoding.UTF8.GetBytes(body.GetString() ?? ""), contentType: null, broker, ReadUserProperties(member, index));
    }

    private static Dictionary<string, object> ReadUserProperties(JsonElement member, int index)
    {
        Dictionary<string, object> properties = new(StringComparer.OrdinalIgnoreCase);
        if (!member.TryGetProperty("UserProperties", out var own) || own.ValueKind == JsonValueKind.Null)
        {
            return properties;
        }

        if (own.ValueKind != JsonValueKind.Object)
        {
            throw new MalformedSendException($"[{index}].UserProperties: not an object.");
        }

        // Names of properties are compared without case, here as in the rules of the lanes.
        MemberNames.RequireUnique(own, $"[{index}].UserProperties", StringComparer.OrdinalIgnoreCase);
        foreach (var property in own.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
        {
            properties[property.Name] = PropertyHeader.Read(property.Value)
                ?? throw new MalformedSendException($"[{index}].UserProperties.{property.Name}: must be a text, a number or a boolean.");
        }

        return properties;
    }

    private static SentMessage Message(byte[] body, string? contentType, BrokerProperties broker, Dictionary<string, object> properties) => new()
    {
        Body = body,
        ContentType = broker.ContentType ?? contentType,
        MessageId = broker.MessageId,
        TimeToLive = broker.TimeToLive,
        ScheduledEnqueueTime = broker.ScheduledEnqueueTime,
        Envelope = broker.Envelope,
        Properties = properties,
    };
}
