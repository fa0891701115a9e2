using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Envelopes;

/// <summary>An event in Event Grid's own schema (https://learn.microsoft.com/azure/event-grid/event-schema), alone or in an array.</summary>
internal sealed class EventGridFormat : ISignalFormat
{
    public string Name => "event-grid";

    public string Shape => "Event Grid event (eventType, data)";

    public string? ToldBy(JsonFields body) => body.Names("eventType") && body.Names("data") ? "eventType and data" : null;

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        if (scope.HasDuplicateKeys && DuplicateKey.Find(body.Element, deep: false) is { } duplicate)
        {
            return duplicate;
        }

        if (body.ReadTime("eventTime", offsetRequired: true, out var time) is { } badTime)
        {
            return badTime;
        }

        return body.TryGet("data", out var data)
            ? EnvelopeData.Read(data, "data", time, scope)
            : ReadFault.Invalid("data", "must not be null");
    }
}
