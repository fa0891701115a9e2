namespace RiskFunctions.RiskEvents;

/// <summary>Puts folded pieces together: gaps and dashes that meet become one, and none is left at either end.</summary>
/// <param name="buffer">Where the text is put. What does not fit any more is left out.</param>
internal ref struct EventTextWriter(Span<char> buffer)
{
    private readonly Span<char> _buffer = buffer;
    private bool _gap;
    private bool _dash;

    public int Length { get; private set; }

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
                    AppendSeparator();
                    Put(character);
                    break;
            }
        }
    }

    public override readonly string ToString() => _buffer[..Length].ToString();

    private void AppendSeparator()
    {
        if (Length > 0)
        {
            if (_gap)
            {
                Put(' ');
            }

            if (_dash)
            {
                Put('-');
                if (_gap)
                {
                    Put(' ');
                }
            }
        }

        (_gap, _dash) = (false, false);
    }

    private void Put(char character)
    {
        if (Length < _buffer.Length)
        {
            _buffer[Length++] = character;
        }
    }
}
