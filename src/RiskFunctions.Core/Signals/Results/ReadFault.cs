namespace RiskFunctions.Signals.Results;

/// <summary>
/// What is wrong with a message, and where. A fault starts at its field, and each layer around that field puts its own name in front.
/// So a good message pays nothing for paths.
/// </summary>
/// <param name="Reason">The reason in the dead-letter queue.</param>
/// <param name="Field">Path from the layer that holds this fault; empty for that layer itself.</param>
/// <param name="Text">What is wrong: one printable line, with a short piece of the sender's text at most.</param>
internal sealed record ReadFault(DeadLetterReason Reason, string Field, string Text)
{
    /// <summary>The message is of a known format but breaks one of its rules.</summary>
    public static ReadFault Invalid(string field, string text) => new(DeadLetterReason.InvalidSignal, field, text);

    /// <summary>The message is of no known format.</summary>
    public static ReadFault Unsupported(string text) => new(DeadLetterReason.UnsupportedFormat, string.Empty, text);

    /// <summary>The same fault, seen from one layer further out.</summary>
    public ReadFault Within(string parent) => this with { Field = Path(parent, Field) };

    /// <summary>The same fault, seen from the array around it.</summary>
    public ReadFault Within(int index) => Within(Index(index));

    /// <summary>A path, seen from one layer further out.</summary>
    public static string Path(string parent, string field) => field.Length == 0 ? parent : field[0] == '[' ? parent + field : $"{parent}.{field}";

    /// <summary>How a path names a member of an array.</summary>
    public static string Index(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{index}]");

    public ReadResult.Unreadable ToResult() => new(Reason, Field.Length == 0 ? "body" : Field, Text);
}
