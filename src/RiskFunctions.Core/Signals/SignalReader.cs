using RiskFunctions.Signals.Formats;
using RiskFunctions.Signals.Formats.Envelopes;
using RiskFunctions.Signals.Formats.Plain;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals;

/// <summary>
/// Message -> signals. Any body gives a <see cref="ReadResult"/>, never an exception. A message is one unit: one bad member of an array of signals makes all of
/// it unreadable, so that nothing is sent twice when it is replayed.
/// </summary>
internal sealed class SignalReader(SignalRules rules) : ISignalReader
{
    public ReadResult Read(SignalMessage message, DateTimeOffset now) => Read(message, now, out _);

    /// <param name="screening">What was found on the way; null when the body is no JSON or no bytes.</param>
    public ReadResult Read(SignalMessage message, DateTimeOffset now, out SignalScreening? screening)
    {
        screening = null;
        if (message.BodyFault is { } noBytes)
        {
            return ReadFault.Unsupported(noBytes).ToResult();
        }

        if (!JsonBody.TryCheck(message.Body, out var text, out var fault))
        {
            return fault.ToResult();
        }

        var time = SignalTime.ToMilliseconds(message.EnqueuedAt);
        var isBinaryEvent = BinaryCloudEvent.Is(message);
        // The fast reader takes plain signals only. When it gives up, its screening may hold half of them, so a new one is made.
        if (!isBinaryEvent && PlainRiskSignals.TryRead(text.Span, time, screening = new SignalScreening(rules, now)))
        {
            return screening.ToResult();
        }

        if (!JsonBody.TryParseChecked(text, out var body, out fault))
        {
            screening = null;
            return fault.ToResult();
        }

        using (body)
        {
            screening = new SignalScreening(rules, now);
            var scope = new ReadScope { Screening = screening, ReadInside = FormatTable.Read, Time = time, HasDuplicateKeys = body.HasDuplicateKeys };
            return Read(message, isBinaryEvent, body, scope);
        }
    }

    private static ReadResult Read(SignalMessage message, bool isBinaryEvent, JsonBody body, ReadScope scope)
    {
        if (isBinaryEvent && BinaryCloudEvent.Open(message, scope, out scope) is { } closed)
        {
            return closed.ToResult();
        }

        return FormatTable.Read(body.Root, scope)?.ToResult() ?? scope.Screening.ToResult();
    }
}
