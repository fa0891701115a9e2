using System.Text;

namespace RiskFunctions.RiskEvents;

/// <summary>Puts folded pieces together: gaps and dashes that meet become one, and none is left at either end.</summary>
internal sealed class EventTextWriter
{
    private readonly StringBuilder _text = new();
    private bool _gap;
    private bool _dash;

    public int Length => _text.Length;

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
                    _text.Append(character);
                    break;
            }
        }
    }

    public override string ToString() => _text.ToString();

    private void AppendSeparator()
    {
        if (_text.Length > 0)
        {
            _text.Append((_gap, _dash) switch
            {
                (true, true) => " - ",
                (false, true) => "-",
                (true, false) => " ",
                _ => string.Empty,
            });
        }

        (_gap, _dash) = (false, false);
    }
}
