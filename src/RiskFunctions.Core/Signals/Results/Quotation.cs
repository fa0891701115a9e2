namespace RiskFunctions.Signals.Results;

/// <summary>A short, printable piece of a sender's text for a fault. Faults are read in the dead-letter queue by people and tools.</summary>
internal static class Quotation
{
    /// <summary>Characters quoted at most; longer text ends with <c>...</c></summary>
    public const int Longest = 40;

    /// <summary>The text in double quotes; what is not printable ASCII is shown as <c>?</c>, a double quote as <c>'</c>.</summary>
    public static string Of(string text) => '"' + Printable(text) + '"';

    /// <summary>The same without the quotes.</summary>
    public static string Printable(string text)
    {
        var shown = string.Create(Math.Min(text.Length, Longest), text, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = source[i] switch
                {
                    '"' => '\'',
                    >= ' ' and <= '~' => source[i],
                    _ => '?',
                };
            }
        });
        return text.Length > Longest ? shown + "..." : shown;
    }
}
