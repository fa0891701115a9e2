namespace RiskFunctions.LocalHost.Topology;

/// <summary>
/// A rule's SQL filter. The supported part of Service Bus's language
/// (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-messaging-sql-filter) is =, &lt;&gt;, !=, AND, OR, NOT,
/// IS [NOT] NULL, parentheses, and text, number and boolean literals over user properties.
/// Names are compared without case, text with case. A missing property makes a comparison unknown, and unknown does not match.
/// </summary>
internal sealed class SqlFilter
{
    private readonly SqlCondition _condition;

    /// <exception cref="TopologyException">The expression uses anything else.</exception>
    public SqlFilter(string expression)
    {
        Expression = expression;
        _condition = SqlParser.Parse(expression);
    }

    public string Expression { get; }

    public bool Matches(IReadOnlyDictionary<string, object> properties) => _condition.Test(properties) == true;
}
