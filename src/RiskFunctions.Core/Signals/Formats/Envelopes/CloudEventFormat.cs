using RiskFunctions.Signals.Formats.Users;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Envelopes;

/// <summary>
/// CloudEvents 1.0 in the JSON format (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md): JSON in <c>data</c>, or in
/// base64 in <c>data_base64</c>.
/// </summary>
internal sealed class CloudEventFormat : ISignalFormat
{
    /// <summary>The <c>specversion</c> of all versions 1.0.x.</summary>
    public const string SpecVersion = "1.0";

    public const string FormatName = "cloudevents";

    public string Name => FormatName;

    public string Shape => "CloudEvents (specversion)";

    public string? ToldBy(JsonFields body) => body.Names("specversion") ? "specversion" : null;

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        if (scope.HasDuplicateKeys && DuplicateKey.Find(body.Element, deep: false) is { } duplicate)
        {
            return duplicate;
        }

        if (body.RequireText("specversion", out var version) is { } badVersion)
        {
            return badVersion;
        }

        if (CheckVersion("specversion", version) is { } otherVersion)
        {
            return otherVersion;
        }

        if (body.ReadTime("time", offsetRequired: true, out var time) is { } badTime)
        {
            return badTime;
        }

        var type = body.TextOrNull("type");
        scope = scope with { EventType = UserEventType.IsEvent(type) ? type : null };
        var hasData = body.TryGet("data", out var data);
        if (!body.TryGet("data_base64", out var encoded))
        {
            return hasData ? EnvelopeData.Read(data, "data", time, scope) : ReadFault.Invalid("data", "is missing");
        }

        return hasData
            ? ReadFault.Invalid("data_base64", "is there as well as data")
            : EmbeddedJson.ReadBase64(encoded, "data_base64", time, scope);
    }

    public static ReadFault? CheckVersion(string field, string version) => string.Equals(version, SpecVersion, StringComparison.Ordinal)
        ? null
        : new ReadFault(DeadLetterReason.UnsupportedFormat, field, $"must be {SpecVersion}, not {Quotation.Of(version)}");
}
