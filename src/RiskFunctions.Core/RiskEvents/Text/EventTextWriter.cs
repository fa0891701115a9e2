namespace RiskFunctions.RiskEvents.Text;

/// <summary>Joins folded pieces: gaps and dashes that meet become one, and none stands at either end.</summary>
/// <param name="buffer">Takes the text. What does not fit is left out.</param>
internal ref struct EventTextWriter(Span<char> buffer)
{
    private readonly Span<char> _buffer = buffer;
    private int _length;
    private bool _gap;
    private bool _dash;

    public readonly ReadOnlySpan<char> Written => _buffer[.._length];

    public void Append(string piece)
    {
        foreach (var character in piece)
        {
            switch (character)
            {
                case ' ':
                    _gap = true;
                    break;
                case '-':
                    _dash = true;
                    break;
                default:
                    AppendKept([character]);
                    break;
            }
        }
    }

    /// <param name="text">Words with one space between them; one may stand at either end. No dash among them.</param>
    public void AppendWords(ReadOnlySpan<char> text)
    {
        var words = text.TrimStart(' ');
        _gap |= words.Length < text.Length;
        if (words.IsEmpty)
        {
            return;
        }

        text = words;
        words = text.TrimEnd(' ');
        AppendKept(words);
        _gap = words.Length < text.Length;
    }

    private void AppendKept(scoped ReadOnlySpan<char> text)
    {
        if (_length > 0 && (_gap || _dash))
        {
            Put((_gap, _dash) switch
            {
                (true, false) => " ",
                (false, _) => "-",
                _ => " - ",
            });
        }

        (_gap, _dash) = (false, false);
        Put(text);
    }

    private void Put(scoped ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, _buffer.Length - _length)];
        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
    }
}
