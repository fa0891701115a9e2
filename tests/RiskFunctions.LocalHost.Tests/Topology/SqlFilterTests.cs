using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.LocalHost.Tests.Topology;

public sealed class SqlFilterTests
{
    private static readonly Dictionary<string, object> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["level"] = "HIGH",
        ["count"] = 5L,
        ["score"] = 0.5,
        ["seen"] = true,
        ["it's"] = "o'clock",
        ["odd name"] = "x",
    };

    [Theory]
    [InlineData("level = 'HIGH'", true)]
    [InlineData("LEVEL='HIGH'", true)]
    [InlineData("level = 'high'", false)]
    [InlineData("'HIGH' = level", true)]
    [InlineData("user.level = 'HIGH'", true)]
    [InlineData("level <> 'HIGH'", false)]
    [InlineData("level != 'LOW'", true)]
    [InlineData("count = 5", true)]
    [InlineData("count = 5.0", true)]
    [InlineData("count = -5", false)]
    [InlineData("score = 0.5", true)]
    [InlineData("seen = TRUE", true)]
    [InlineData("seen = false", false)]
    [InlineData("count = '5'", false)]
    [InlineData("count <> '5'", true)]
    [InlineData("[odd name] = 'x'", true)]
    [InlineData("\"it's\" = 'o''clock'", true)]
    [InlineData("1 = 1", true)]
    [InlineData("level = 'LOW' OR count = 5 AND seen = TRUE", true)]
    [InlineData("(level = 'LOW' OR count = 5) AND seen = FALSE", false)]
    [InlineData("level = 'HIGH' or level = 'LOW' and 1 = 2", true)]
    [InlineData("NOT level = 'LOW'", true)]
    [InlineData("NOT NOT level = 'HIGH' AND 1 = 1", true)]
    public void Matches_known_properties_follows_sql(string expression, bool expected) =>
        Assert.Equal(expected, new SqlFilter(expression).Matches(Properties));

    [Theory]
    [InlineData("missing = 'x'", false)]
    [InlineData("missing <> 'x'", false)]
    [InlineData("NOT missing = 'x'", false)]
    [InlineData("missing = missing", false)]
    [InlineData("missing IS NULL", true)]
    [InlineData("missing IS NOT NULL", false)]
    [InlineData("level IS NOT NULL", true)]
    [InlineData("level IS NULL", false)]
    [InlineData("missing = 'x' OR 1 = 1", true)]
    [InlineData("1 = 1 AND missing = 'x'", false)]
    [InlineData("NOT (missing = 'x' AND 1 = 2)", true)]
    [InlineData("NOT (missing = 'x' AND 1 = 1)", false)]
    public void Matches_missing_property_is_unknown(string expression, bool expected) =>
        Assert.Equal(expected, new SqlFilter(expression).Matches(Properties));

    [Theory]
    [InlineData("", "position 1")]
    [InlineData("level", "expected =, <>, != or IS, found the end")]
    [InlineData("level = ", "expected a property or a literal")]
    [InlineData("level LIKE 'H%'", "found 'LIKE'")]
    [InlineData("level IN ('HIGH')", "found 'IN'")]
    [InlineData("EXISTS(level)", "found 'EXISTS'")]
    [InlineData("count > 5", "'>' is not supported")]
    [InlineData("count + 1 = 2", "found '+'")]
    [InlineData("sys.Label = 'x'", "scope 'sys' is not supported")]
    [InlineData("level = 'HIGH", "no closing '")]
    [InlineData("(level = 'HIGH'", "expected ), found the end")]
    [InlineData("level = 'HIGH')", "found ')'")]
    [InlineData("level = 'HIGH' level = 'LOW'", "expected AND, OR or the end")]
    [InlineData("'x' IS NULL", "only a property")]
    [InlineData("count = 1.2.3", "1.2.3 is not a number")]
    public void New_unsupported_expression_throws_saying_where(string expression, string fault)
    {
        var thrown = Assert.Throws<TopologyException>(() => new SqlFilter(expression));

        Assert.Contains(fault, thrown.Message);
        Assert.Contains($"\"{expression}\"", thrown.Message);
    }

    [Fact]
    public void New_endless_nesting_throws() =>
        Assert.Contains("nested", Assert.Throws<TopologyException>(() => new SqlFilter(new string('(', 100_000))).Message);
}
