using System.Globalization;
using System.Text;

namespace RiskFunctions.LocalHost.Topology;

/// <summary>Cuts a filter expression into tokens.</summary>
internal sealed class SqlTokenizer(string expression)
{
    private static readonly string[] Symbols = ["<>", "!=", "=", "(", ")", ".", "-", "+"];

    private int _at;

    public List<SqlToken> Read()
    {
        List<SqlToken> tokens = [];
        while (SkipSpace())
        {
            tokens.Add(ReadOne());
        }

        tokens.Add(new SqlToken(SqlTokenKind.End, "", expression.Length));
        return tokens;
    }

    public static TopologyException Fault(string expression, int position, string fault) =>
        new(string.Create(CultureInfo.InvariantCulture, $"SQL filter \"{expression}\", position {position + 1}: {fault}"));

    private bool SkipSpace()
    {
        while (_at < expression.Length && char.IsWhiteSpace(expression[_at]))
        {
            _at++;
        }

        return _at < expression.Length;
    }

    private SqlToken ReadOne()
    {
        var first = expression[_at];
        if (char.IsAsciiLetter(first) || first == '_')
        {
            return ReadWhile(SqlTokenKind.Name, static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '#');
        }

        if (char.IsAsciiDigit(first))
        {
            return ReadWhile(SqlTokenKind.Number, static c => char.IsAsciiDigit(c) || c == '.');
        }

        switch (first)
        {
            case '\'':
                return ReadQuoted(SqlTokenKind.Text, '\'');
            case '"':
                return ReadQuoted(SqlTokenKind.DelimitedName, '"');
            case '[':
                return ReadQuoted(SqlTokenKind.DelimitedName, ']');
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(expression, _at, symbol, 0, symbol.Length) == 0)
            {
                var token = new SqlToken(SqlTokenKind.Symbol, symbol, _at);
                _at += symbol.Length;
                return token;
            }
        }

        throw Fault(expression, _at, $"'{first}' is not supported. Known: = <> != AND OR NOT IS [NOT] NULL, parentheses and literals.");
    }

    private SqlToken ReadWhile(SqlTokenKind kind, Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < expression.Length && belongs(expression[_at]))
        {
            _at++;
        }

        return new SqlToken(kind, expression[start.._at], start);
    }

    /// <summary>Up to the closing quote; a doubled one stands for itself.</summary>
    private SqlToken ReadQuoted(SqlTokenKind kind, char close)
    {
        var start = _at++;
        StringBuilder text = new();
        while (_at < expression.Length)
        {
            var c = expression[_at++];
            if (c != close)
            {
                text.Append(c);
            }
            else if (_at < expression.Length && expression[_at] == close)
            {
                text.Append(close);
                _at++;
            }
            else
            {
                return new SqlToken(kind, text.ToString(), start);
            }
        }

        throw Fault(expression, start, $"no closing {close}.");
    }
}
