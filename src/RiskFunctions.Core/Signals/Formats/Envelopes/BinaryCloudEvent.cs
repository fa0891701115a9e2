using RiskFunctions.Signals.Formats.Users;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Envelopes;

/// <summary>
/// CloudEvents' binary mode over AMQP (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/amqp-protocol-binding.md):
/// the attributes are application properties named <c>cloudEvents_x</c> or <c>cloudEvents:x</c>, and the body is the data itself.
/// </summary>
internal static class BinaryCloudEvent
{
    private static readonly string[] Prefixes = ["cloudEvents_", "cloudEvents:"];

    /// <summary>Whether the message is one. In structured mode the content type says so, and the attributes are in the body.</summary>
    public static bool Is(SignalMessage message) =>
        message.Properties.Count > 0
        && message.ContentType?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) != true
        && Find(message, "specversion", out _) is not null;

    /// <summary>The scope of the data inside the event. The fault names the property.</summary>
    public static ReadFault? Open(SignalMessage message, ReadScope scope, out ReadScope inner)
    {
        inner = scope;
        var version = Find(message, "specversion", out var field);
        if (CloudEventFormat.CheckVersion(field, TextOf(version)) is { } otherVersion)
        {
            return otherVersion;
        }

        scope.Recognize(CloudEventFormat.FormatName, "property " + field);
        var type = TextOf(Find(message, "type", out _));
        inner = scope with { Envelopes = scope.Envelopes + 1, EventType = UserEventType.IsEvent(type) ? type : null };
        var time = Find(message, "time", out field);
        if (time is null)
        {
            return null;
        }

        if (!TryReadTime(time, out var parsed))
        {
            return ReadFault.Invalid(field, $"{Quotation.Of(TextOf(time))} is not an ISO 8601 time with an offset");
        }

        inner = inner with { Time = scope.TimeOf(SignalTime.ToMilliseconds(parsed)) };
        return null;
    }

    // An AMQP timestamp arrives as a date in UTC. Most senders write text.
    private static bool TryReadTime(object value, out DateTimeOffset time)
    {
        switch (value)
        {
            case DateTimeOffset offset:
                time = offset;
                return true;
            case DateTime date:
                time = new DateTimeOffset(DateTime.SpecifyKind(date.Kind == DateTimeKind.Local ? date.ToUniversalTime() : date, DateTimeKind.Utc));
                return true;
            default:
                return SignalTime.TryRead(TextOf(value), offsetRequired: true, out time);
        }
    }

    private static string TextOf(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;

    private static object? Find(SignalMessage message, string attribute, out string property)
    {
        foreach (var prefix in Prefixes)
        {
            property = prefix + attribute;
            if (message.Properties.TryGetValue(property, out var value) && value is not null)
            {
                return value;
            }
        }

        property = Prefixes[0] + attribute;
        return null;
    }
}
