using RiskFunctions.Signals.Evidence;
using RiskFunctions.Signals.Intake;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Formats.Alerts;

/// <summary>Finds the evidence (entities) of an alert and has it read: an array, or text that holds one. Without it an alert names no address.</summary>
internal static class AlertEvidence
{
    /// <param name="names">Names of the field. The first that is there and not null counts.</param>
    public static ReadFault? Read(JsonFields alert, ReadOnlySpan<string> names, AlertFacts facts, ReadScope scope)
    {
        foreach (var name in names)
        {
            if (alert.TryGet(name, out var found))
            {
                return scope.Intake.Notes.ReadField(name, () => ReadFound(found, facts, scope));
            }
        }

        return null;
    }

    private static ReadFault? ReadFound(JsonElement found, AlertFacts facts, ReadScope scope) => found.ValueKind switch
    {
        JsonValueKind.Array => new EvidenceReader(facts, scope.Intake, found).Read(),
        JsonValueKind.String => ReadText(found.GetString()!, facts, scope),
        _ => ReadFault.Invalid(string.Empty, $"must be an array, not {found.Describe()}"),
    };

    private static ReadFault? ReadText(string text, AlertFacts facts, ReadScope scope)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!JsonBody.TryParse(Encoding.UTF8.GetBytes(text), out var inner, out var fault))
        {
            return ReadFault.Invalid(string.Empty, $"must be an array, or text that holds one, and {fault.Text}");
        }

        using (inner)
        {
            return inner.Root.ValueKind switch
            {
                JsonValueKind.Array => new EvidenceReader(facts, scope.Intake, inner.Root).Read(),
                JsonValueKind.Null => null,
                _ => ReadFault.Invalid(string.Empty, $"must hold an array, not {inner.Root.Describe()}"),
            };
        }
    }
}
