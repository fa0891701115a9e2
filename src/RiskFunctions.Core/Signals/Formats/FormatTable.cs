using RiskFunctions.Signals.Formats.Alerts;
using RiskFunctions.Signals.Formats.Envelopes;
using RiskFunctions.Signals.Formats.Plain;
using RiskFunctions.Signals.Formats.Users;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats;

/// <summary>The formats in the order in which they are tried. The first that matches reads the object.</summary>
internal static class FormatTable
{
    private static readonly ISignalFormat[] Ordered =
    [
        new RiskSignalFormat(),
        new OktaRiskEventFormat(),
        new CloudEventFormat(),
        new EventGridFormat(),
        new UserEventFormat(),
        new SentinelIncidentFormat(),
        new SentinelAlertFormat(),
        new DefenderAlertFormat(),
        new DefenderIncidentFormat(),
        new StepOutputsFormat(),
        new GraphAnswerFormat(),
        new UserSignalFormat(),
    ];

    private static readonly string KnownShapes =
        string.Join("; ", Ordered.DistinctBy(format => format.Name, StringComparer.Ordinal).Select(format => format.Shape));

    /// <summary>Short names of all formats, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Ordered.Select(format => format.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads one object, or an array of them. The first fault ends it.</summary>
    public static ReadFault? Read(JsonElement value, ReadScope scope)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return ReadOne(value, scope);
        }

        if (value.GetArrayLength() == 0)
        {
            return ReadFault.Invalid(string.Empty, "is an array without a single signal");
        }

        return scope.Screening.Notes.ReadMembers(value, (item, _) => ReadOne(item, scope));
    }

    private static ReadFault? ReadOne(JsonElement value, ReadScope scope)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return EmbeddedJson.ReadText(value, scope);
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return ReadFault.Unsupported($"is {value.Describe()}, not an object");
        }

        var body = new JsonFields(value);
        if (Ambiguity(body) is { } ambiguity)
        {
            return ambiguity;
        }

        if (scope.EventType is { } type && !UserEventFormat.Holds(body))
        {
            scope.Recognize(UserEventFormat.FormatName, "the type of the CloudEvent");
            return UserEventFormat.ReadEvent(type, value, body, scope);
        }

        foreach (var format in Ordered)
        {
            if (format.ToldBy(body) is { } by)
            {
                scope.Recognize(format.Name, by);
                return format.Read(body, scope);
            }
        }

        return NearMiss(body) ?? NeighbourFormats.Refusal(body) ?? ReadFault.Unsupported($"matches no known format. Known: {KnownShapes}");
    }

    // Whichever place were read, the signals of the other one would be lost silently.
    private static ReadFault? Ambiguity(JsonFields body)
    {
        var places = new List<string>(4);
        if (body.Names("ip") && body.Names("riskLevel"))
        {
            places.Add("ip and riskLevel");
        }

        if (body.TryGet("subjects", out var subjects) && !(subjects.ValueKind == JsonValueKind.Array && subjects.GetArrayLength() == 0))
        {
            places.Add("subjects");
        }

        if (UserEventFormat.Holds(body))
        {
            places.Add("events");
        }

        if ((body.Names("specversion") || body.Names("eventType")) && (body.TryGet("data", out _) || body.TryGet("data_base64", out _)))
        {
            places.Add("the data of an event");
        }

        if (body.Names("headers") && body.TryGet("body", out var inner) && inner.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            places.Add("the body of a step");
        }

        return places.Count < 2
            ? null
            : ReadFault.Invalid(string.Empty, $"holds signals in more than one place ({string.Join("; ", places)}): send a message for each");
    }

    // For half of a risk signal the fault names the missing field.
    private static ReadFault? NearMiss(JsonFields body) => (body.Names("ip"), body.Names("riskLevel")) switch
    {
        (true, false) => ReadFault.Invalid("riskLevel", "is missing"),
        (false, true) => ReadFault.Invalid("ip", "is missing"),
        _ => null,
    };
}
