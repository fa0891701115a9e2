using RiskFunctions.Signals.Formats;
using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals;

/// <summary>
/// Message -> signals. Total: whatever the body holds, the answer is a <see cref="ReadResult"/> and never an exception. A message is
/// one unit: one bad member of an array makes the whole message unreadable, so nothing of it is sent twice when it is replayed.
/// </summary>
internal sealed class SignalReader(SignalRules rules) : ISignalReader
{
    /// <param name="message">As it came.</param>
    /// <param name="now">What an expiry is held against.</param>
    public ReadResult Read(SignalMessage message, DateTimeOffset now)
    {
        using var body = JsonBody.Parse(message.Body, out var fault);
        if (body is null)
        {
            return fault!.ToResult();
        }

        var intake = new SignalIntake(rules, now);
        var scope = new ReadScope
        {
            Intake = intake,
            Time = SignalTime.ToMilliseconds(message.EnqueuedAt),
            HasDuplicateKeys = body.HasDuplicateKeys,
        };
        return FormatTable.Read(body.Root, scope)?.ToResult() ?? intake.ToResult();
    }
}
