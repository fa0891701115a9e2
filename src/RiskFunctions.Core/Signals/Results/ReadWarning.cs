namespace RiskFunctions.Signals.Results;

/// <summary>A part of an alert that could not be read. The rest of the alert was.</summary>
/// <param name="Field">Path such as <c>evidence[2].ipAddress</c>.</param>
/// <param name="Fault">What is wrong with it, without the sender's words: fit for a log.</param>
internal sealed record ReadWarning(string Field, string Fault) : ReadNote(Field)
{
    /// <summary>A short, printable piece of the sender's text, in quotes; null when there is none to show. Not for a log.</summary>
    public string? Quote { get; init; }

    /// <summary>
    /// The dead-letter reason if nothing of the message can be sent: the address of an attacker may be lost with this part. Null when none can be.
    /// </summary>
    public DeadLetterReason? Alone { get; init; }

    /// <summary>Field, quotation and fault in one line for an operator.</summary>
    public string Description => $"{(Field.Length == 0 ? "body" : Field)}: {Words}";

    /// <summary>Quotation and fault.</summary>
    public string Words => Quote is null ? Fault : $"{Quote} {Fault}";

    /// <summary>An address, or something that may hold one.</summary>
    public static ReadWarning OfAddress(string field, string fault, string? quote = null) =>
        new(field, fault) { Quote = quote, Alone = DeadLetterReason.InvalidSignal };
}
