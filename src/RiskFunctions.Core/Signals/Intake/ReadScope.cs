using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Intake;

/// <summary>What a format needs to know of the layers around the value that it reads.</summary>
internal sealed record ReadScope
{
    /// <summary>Envelopes inside envelopes; a fourth layer is somebody's loop, not an event.</summary>
    public const int MostEnvelopes = 3;

    public required SignalIntake Intake { get; init; }

    /// <summary>Reads what an envelope holds, as a message of its own.</summary>
    public required Func<JsonElement, ReadScope, ReadFault?> ReadInside { get; init; }

    /// <summary>The time of a signal that has none of its own: the innermost envelope's, else when the broker took the message.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Whether an object somewhere in the text has the same key twice.</summary>
    public bool HasDuplicateKeys { get; init; }

    /// <summary>The type of the security event that a CloudEvent says to hold; null when it says to hold something else.</summary>
    public string? EventType { get; init; }

    /// <summary>How many envelopes are around the value.</summary>
    public int Envelopes { get; init; }

    /// <summary>How many JSON texts inside JSON strings are around the value.</summary>
    public int Texts { get; init; }

    /// <summary>An envelope's time as the default of what is in it; the outer one where a sender's library wrote its zero.</summary>
    public DateTimeOffset TimeOf(DateTimeOffset envelope) => SignalTime.IsPlaceholder(envelope, Intake.Now) ? Time : envelope;

    /// <summary>Notes which format the value is of, and the field that told it.</summary>
    public void Recognize(string format, string by) => Intake.Trail.Recognize(format, by, Envelopes);
}
