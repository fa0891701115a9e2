using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Envelopes;

/// <summary>What all envelopes share: a field whose content is read as a message of its own.</summary>
internal static class EnvelopeData
{
    /// <summary>Reads the content, with the envelope's time as the default.</summary>
    /// <param name="field">The field that it came from.</param>
    /// <param name="time">The envelope's own time; null keeps the outer one.</param>
    public static ReadFault? Read(JsonElement data, string field, DateTimeOffset? time, ReadScope scope)
    {
        if (scope.Envelopes == ReadScope.MostEnvelopes)
        {
            return ReadFault.Invalid(field, $"is inside more than {ReadScope.MostEnvelopes} envelopes");
        }

        var inner = scope with { Time = time is { } own ? scope.TimeOf(own) : scope.Time, Envelopes = scope.Envelopes + 1 };
        return scope.Screening.Notes.ReadField(field, () => scope.ReadInside(data, inner));
    }
}
