namespace RiskFunctions.Delivery.Settling;

/// <summary>Cuts a reason or description to what Service Bus takes. With a longer one the message would not be dead-lettered.</summary>
internal static class DeadLetterText
{
    /// <summary>In characters.</summary>
    public const int MaxLength = 4096;

    // Half a surrogate pair would not survive the way to the broker.
    public static string Cut(string text) =>
        text.Length <= MaxLength ? text : text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
}
