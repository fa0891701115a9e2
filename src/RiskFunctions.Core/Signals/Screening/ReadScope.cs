using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Screening;

/// <summary>What a format needs to know of the layers around the value that it reads.</summary>
internal sealed record ReadScope
{
    /// <summary>The most envelopes around a value. A fourth one is a sender's loop.</summary>
    public const int MostEnvelopes = 3;

    public required SignalScreening Screening { get; init; }

    /// <summary>Reads what an envelope holds, as a message of its own.</summary>
    public required Func<JsonElement, ReadScope, ReadFault?> ReadInside { get; init; }

    /// <summary>The time of a signal without its own: the innermost envelope's, else the broker's.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Whether some object in the text has a key twice.</summary>
    public bool HasDuplicateKeys { get; init; }

    /// <summary>The type of security event that a CloudEvent names; null when it names something else.</summary>
    public string? EventType { get; init; }

    public int Envelopes { get; init; }

    /// <summary>How many JSON strings that hold JSON are around the value.</summary>
    public int Texts { get; init; }

    /// <summary>The envelope's time as the default for what is in it. A zero that a sender's library wrote does not count.</summary>
    public DateTimeOffset TimeOf(DateTimeOffset envelope) => SignalTime.IsPlaceholder(envelope, Screening.Now) ? Time : envelope;

    /// <summary>Notes which format the value is of, and the field that told it.</summary>
    public void Recognize(string format, string by) => Screening.Trail.Recognize(format, by, Envelopes);
}
