using RiskFunctions.Signals.Intake;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Formats.Envelopes;

/// <summary>What all envelopes have in common: content in a field, which is read as a message of its own.</summary>
internal static class EnvelopeData
{
    /// <summary>Reads what is inside the envelope, with the envelope's time as the default.</summary>
    /// <param name="data">The content.</param>
    /// <param name="field">The field that it came from, for faults.</param>
    /// <param name="time">The envelope's own time; null leaves the outer one in force.</param>
    /// <param name="scope">The envelope's own scope.</param>
    public static ReadFault? Read(JsonElement data, string field, DateTimeOffset? time, ReadScope scope)
    {
        if (scope.Envelopes == ReadScope.MostEnvelopes)
        {
            return ReadFault.Invalid(field, $"is inside more than {ReadScope.MostEnvelopes} envelopes");
        }

        var mark = scope.Intake.Notes.Mark;
        var fault = scope.ReadInside(data, scope with { Time = time is { } own ? scope.TimeOf(own) : scope.Time, Envelopes = scope.Envelopes + 1 });
        scope.Intake.Notes.Within(mark, field);
        return fault?.Within(field);
    }
}
