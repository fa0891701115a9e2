namespace RiskFunctions.LocalHost.Topology;

internal enum SqlTokenKind
{
    /// <summary>A keyword or a property name.</summary>
    Name,

    /// <summary>A property name in brackets or double quotes: never a keyword.</summary>
    DelimitedName,

    Text,
    Number,
    Symbol,
    End,
}
