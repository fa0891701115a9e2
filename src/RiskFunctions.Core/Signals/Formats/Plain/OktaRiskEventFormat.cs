using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Plain;

/// <summary>
/// Okta's RiskEvent, <c>{"subjects": [{"ip", "riskLevel", "message"?}], "timestamp"?, "expiresAt"?}</c>. Okta's own clients post an array of them; some
/// send an array of one as the object alone. An event may have more subjects here than Okta takes: it is split later.
/// </summary>
internal sealed class OktaRiskEventFormat : ISignalFormat
{
    public string Name => "okta-risk-event";

    public string Shape => "Okta risk event (subjects)";

    public string? ToldBy(JsonFields body) => body.Names("subjects") ? "subjects" : null;

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        if (scope.HasDuplicateKeys && DuplicateKey.Find(body.Element, deep: true) is { } duplicate)
        {
            return duplicate;
        }

        var fault = body.Require("subjects", JsonValueKind.Array, out var subjects)
            ?? (subjects.GetArrayLength() == 0 ? ReadFault.Invalid("subjects", "is empty") : null);
        if (fault is not null)
        {
            return fault;
        }

        fault = SubjectFields.ReadTimes(body, scope, out var times);
        var index = 0;
        foreach (var subject in subjects.EnumerateArray())
        {
            if (fault is not null)
            {
                return fault;
            }

            fault = ReadSubject(subject, times, scope)?.Within(index).Within("subjects");
            index++;
        }

        return fault;
    }

    private static ReadFault? ReadSubject(JsonElement subject, SignalTimes times, ReadScope scope) =>
        subject.ValueKind == JsonValueKind.Object
            ? SubjectFields.Read(new JsonFields(subject), times, scope)
            : ReadFault.Invalid(string.Empty, $"must be an object, not {subject.Describe()}");
}
