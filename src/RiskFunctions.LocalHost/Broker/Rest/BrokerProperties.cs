using System.Globalization;
using System.Text.Json;
using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>
/// The message properties that Service Bus itself reads, from the <c>BrokerProperties</c> header or a batch's member of that name
/// (https://learn.microsoft.com/rest/api/servicebus/message-headers-and-properties). Those that nothing here acts on are carried to the receiver.
/// </summary>
internal sealed record BrokerProperties
{
    public static readonly BrokerProperties None = new();

    public string? MessageId { get; private init; }

    public string? ContentType { get; private init; }

    public TimeSpan? TimeToLive { get; private init; }

    public DateTimeOffset? ScheduledEnqueueTime { get; private init; }

    public Envelope Envelope { get; private init; } = Envelope.Empty;

    /// <exception cref="MalformedSendException">Names the member and its fault.</exception>
    public static BrokerProperties Parse(string header)
    {
        try
        {
            using var document = JsonDocument.Parse(header);
            return Read(document.RootElement, "BrokerProperties");
        }
        catch (JsonException fault)
        {
            throw new MalformedSendException("BrokerProperties: not JSON.", fault);
        }
    }

    /// <exception cref="MalformedSendException">Names the member and its fault.</exception>
    public static BrokerProperties Read(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new MalformedSendException($"{path}: not an object.");
        }

        MemberNames.RequireUnique(json, path, StringComparer.Ordinal);
        _ = Text(json, "ViaPartitionKey", path); // Of transactions, which do not exist over REST.
        var messageId = Text(json, "MessageId", path);
        return messageId is not { Length: 0 or > SentMessage.MaxMessageIdLength }
            ? new BrokerProperties
            {
                MessageId = messageId,
                ContentType = Text(json, "ContentType", path),
                TimeToLive = Seconds(json, path) ?? Span(json, path),
                ScheduledEnqueueTime = Time(json, path),
                Envelope = new Envelope
                {
                    Subject = Text(json, "Label", path),
                    CorrelationId = Text(json, "CorrelationId", path),
                    To = Text(json, "To", path),
                    ReplyTo = Text(json, "ReplyTo", path),
                    ReplyToSessionId = Text(json, "ReplyToSessionId", path),
                    SessionId = Text(json, "SessionId", path),
                    PartitionKey = Text(json, "PartitionKey", path),
                },
            }
            : throw new MalformedSendException($"{path}.MessageId: must have 1 to {SentMessage.MaxMessageIdLength} characters.");
    }

    private static JsonElement? Find(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement json, string name, string path) => Find(json, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw new MalformedSendException($"{path}.{name}: not a text."),
    };

    private static TimeSpan? Seconds(JsonElement json, string path)
    {
        if (Find(json, "TimeToLive") is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.GetDouble() is > 0 and var seconds
            ? TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2)) // The topic's own limit is far below.
            : throw new MalformedSendException($"{path}.TimeToLive: not a number of seconds above 0.");
    }

    private static TimeSpan? Span(JsonElement json, string path)
    {
        if (Text(json, "TimeToLiveTimeSpan", path) is not { } text)
        {
            return null;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero
            ? span
            : throw new MalformedSendException($"{path}.TimeToLiveTimeSpan: not a time span above 0, such as 00:10:00.");
    }

    private static DateTimeOffset? Time(JsonElement json, string path)
    {
        if (Text(json, "ScheduledEnqueueTimeUtc", path) is not { } text)
        {
            return null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time)
            ? time
            : throw new MalformedSendException($"{path}.ScheduledEnqueueTimeUtc: not a time.");
    }
}
