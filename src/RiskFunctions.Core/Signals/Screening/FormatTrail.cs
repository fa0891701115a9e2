namespace RiskFunctions.Signals.Screening;

/// <summary>The formats of a message's layers, the outermost first, and the fields that told them.</summary>
internal sealed class FormatTrail
{
    private (string Format, string By) _outermost = (string.Empty, string.Empty);
    private List<(string Format, string By)>? _inner;

    /// <summary>The outermost format, by its short name; of an array, the first member's. Empty before anything was recognized.</summary>
    public string Format => _outermost.Format;

    /// <summary>All layers, the outermost first.</summary>
    public IReadOnlyList<(string Format, string By)> Layers => Format.Length == 0 ? [] : [_outermost, .. _inner ?? []];

    /// <param name="by">The field, or fields, that told it.</param>
    /// <param name="envelopes">The number of envelopes around it. Only the first format at each depth counts.</param>
    public void Recognize(string format, string by, int envelopes)
    {
        if (Format.Length == 0)
        {
            _outermost = (format, by);
        }
        else if (envelopes > (_inner?.Count ?? 0))
        {
            (_inner ??= []).Add((format, by));
        }
    }
}
