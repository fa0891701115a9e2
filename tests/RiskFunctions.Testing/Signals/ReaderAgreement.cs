using RiskFunctions.Signals;
using RiskFunctions.Signals.Formats;
using RiskFunctions.Signals.Formats.Plain;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Testing.Signals;

/// <summary>Holds what the reader makes of a body against what the table of formats alone makes of it: plain risk signals are read without the table.</summary>
internal static class ReaderAgreement
{
    /// <summary>Null when both say the same; otherwise both answers.</summary>
    /// <param name="rules">The reader's.</param>
    /// <param name="message">Without properties.</param>
    public static string? Difference(SignalRules rules, SignalMessage message)
    {
        var (answer, byTable) = (new SignalReader(rules).Read(message, ManualTimeProvider.DefaultStart), ByTable(rules, message));
        return Same(answer, byTable) ? null : $"the reader says {answer}, and the table of formats {byTable}";
    }

    /// <summary>Whether the body is read without the table.</summary>
    public static bool IsPlain(SignalRules rules, SignalMessage message) =>
        JsonBody.TryCheck(message.Body, out var text, out _)
        && PlainRiskSignals.TryRead(text.Span, message.EnqueuedAt, new SignalScreening(rules, ManualTimeProvider.DefaultStart));

    private static ReadResult ByTable(SignalRules rules, SignalMessage message)
    {
        if (!JsonBody.TryParse(message.Body, out var body, out var fault))
        {
            return fault.ToResult();
        }

        using (body)
        {
            var scope = new ReadScope
            {
                Screening = new SignalScreening(rules, ManualTimeProvider.DefaultStart),
                ReadInside = FormatTable.Read,
                Time = SignalTime.ToMilliseconds(message.EnqueuedAt),
                HasDuplicateKeys = body.HasDuplicateKeys,
            };
            return FormatTable.Read(body.Root, scope)?.ToResult() ?? scope.Screening.ToResult();
        }
    }

    private static bool Same(ReadResult a, ReadResult b) => (a, b) switch
    {
        (ReadResult.Readable one, ReadResult.Readable other) => Parts(one).SequenceEqual(Parts(other)),
        _ => a == b,
    };

    private static IEnumerable<object?> Parts(ReadResult.Readable readable) =>
        [readable.Format, readable.Suppressed, readable.PartlyExpired, .. readable.Signals, .. readable.LeftOut, .. readable.Cleared, .. readable.Warnings];
}
