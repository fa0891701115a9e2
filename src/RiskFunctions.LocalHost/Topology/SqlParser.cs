using System.Globalization;

namespace RiskFunctions.LocalHost.Topology;

/// <summary>Recursive descent over the tokens: OR binds weakest, then AND, then NOT.</summary>
internal sealed class SqlParser
{
    /// <summary>Service Bus takes at most 1,024 characters, so honest rules stay far below this.</summary>
    private const int MaxDepth = 64;

    private static readonly string[] Keywords = ["AND", "OR", "NOT", "IS", "NULL", "IN", "LIKE", "EXISTS", "ESCAPE", "TRUE", "FALSE"];

    private readonly string _expression;
    private readonly List<SqlToken> _tokens;
    private int _at;
    private int _depth;

    private SqlParser(string expression)
    {
        _expression = expression;
        _tokens = new SqlTokenizer(expression).Read();
    }

    private SqlToken Next => _tokens[_at];

    /// <exception cref="TopologyException">The expression uses syntax beyond the supported part.</exception>
    public static SqlCondition Parse(string expression)
    {
        SqlParser parser = new(expression);
        var condition = parser.ReadOr();
        return parser.Next.Kind == SqlTokenKind.End ? condition : throw parser.Unexpected("AND, OR or the end");
    }

    private SqlCondition ReadOr()
    {
        var left = ReadAnd();
        while (TakeWord("OR"))
        {
            left = new SqlCondition.Or(left, ReadAnd());
        }

        return left;
    }

    private SqlCondition ReadAnd()
    {
        var left = ReadNot();
        while (TakeWord("AND"))
        {
            left = new SqlCondition.And(left, ReadNot());
        }

        return left;
    }

    private SqlCondition ReadNot()
    {
        if (++_depth > MaxDepth)
        {
            throw SqlTokenizer.Fault(_expression, Next.Position, "nested too deeply.");
        }

        SqlCondition condition;
        if (TakeWord("NOT"))
        {
            condition = new SqlCondition.Not(ReadNot());
        }
        else if (TakeSymbol("("))
        {
            condition = ReadOr();
            Expect(TakeSymbol(")"), ")");
        }
        else
        {
            condition = ReadPredicate();
        }

        _depth--;
        return condition;
    }

    private SqlCondition ReadPredicate()
    {
        var start = Next;
        var left = ReadOperand();
        if (TakeWord("IS"))
        {
            var expected = !TakeWord("NOT");
            Expect(TakeWord("NULL"), "NULL");
            return left is SqlOperand.Property property
                ? new SqlCondition.IsNull(property, expected)
                : throw SqlTokenizer.Fault(_expression, start.Position, "only a property can be tested with IS NULL.");
        }

        var equal = TakeSymbol("=");
        Expect(equal || TakeSymbol("<>") || TakeSymbol("!="), "=, <>, != or IS");
        return new SqlCondition.Comparison(left, ReadOperand(), equal);
    }

    private SqlOperand ReadOperand()
    {
        var negative = TakeSymbol("-");
        var token = Next;
        if (token.Kind == SqlTokenKind.Number)
        {
            _at++;
            return decimal.TryParse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                ? new SqlOperand.Literal(negative ? -number : number)
                : throw SqlTokenizer.Fault(_expression, token.Position, $"{token.Text} is not a number.");
        }

        if (negative)
        {
            throw Unexpected("a number");
        }

        if (token.Kind == SqlTokenKind.Text)
        {
            _at++;
            return new SqlOperand.Literal(token.Text);
        }

        return TakeWord("TRUE") ? new SqlOperand.Literal(true)
            : TakeWord("FALSE") ? new SqlOperand.Literal(false)
            : ReadProperty();
    }

    private SqlOperand.Property ReadProperty()
    {
        var name = ReadName();
        if (!TakeSymbol("."))
        {
            return new SqlOperand.Property(name.Text);
        }

        return name.IsWord("user")
            ? new SqlOperand.Property(ReadName().Text)
            : throw SqlTokenizer.Fault(_expression, name.Position, $"scope '{name.Text}' is not supported, only user properties are.");
    }

    private SqlToken ReadName()
    {
        var token = Next;
        var isName = token.Kind == SqlTokenKind.DelimitedName
            || (token.Kind == SqlTokenKind.Name && !Keywords.Contains(token.Text, StringComparer.OrdinalIgnoreCase));
        Expect(isName, "a property or a literal");
        _at++;
        return token;
    }

    private bool TakeWord(string word) => Take(Next.IsWord(word));

    private bool TakeSymbol(string symbol) => Take(Next.IsSymbol(symbol));

    private bool Take(bool found)
    {
        _at += found ? 1 : 0;
        return found;
    }

    private void Expect(bool found, string what)
    {
        if (!found)
        {
            throw Unexpected(what);
        }
    }

    private TopologyException Unexpected(string expected) => SqlTokenizer.Fault(
        _expression, Next.Position, $"expected {expected}, found {(Next.Kind == SqlTokenKind.End ? "the end" : $"'{Next.Text}'")}.");
}
