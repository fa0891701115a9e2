using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Envelopes;

/// <summary>
/// The outputs of a trigger or HTTP step in Logic Apps, sent where a playbook means their body: <c>headers</c>, <c>body</c>, perhaps
/// <c>statusCode</c>. A body whose content type is not JSON stands in base64 in <c>$content</c>.
/// </summary>
internal sealed class StepOutputsFormat : ISignalFormat
{
    private const string Body = "body";
    private const string Content = "$content";

    public string Name => "step-outputs";

    public string Shape => "Logic Apps step (headers, body)";

    public string? ToldBy(JsonFields body) => !body.Names(Body) ? null
        : body.Names("headers") ? "headers and body"
        : body.Names("statusCode") ? "statusCode and body"
        : null;

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        if (scope.HasDuplicateKeys && DuplicateKey.Find(body.Element, deep: false) is { } duplicate)
        {
            return duplicate;
        }

        if (!body.TryGet(Body, out var inner))
        {
            return ReadFault.Invalid(Body, "must not be null");
        }

        return inner.ValueKind == JsonValueKind.Object && inner.TryGetProperty(Content, out var content)
            ? EmbeddedJson.ReadBase64(content, Content, time: null, scope)?.Within(Body)
            : EnvelopeData.Read(inner, Body, time: null, scope);
    }
}
