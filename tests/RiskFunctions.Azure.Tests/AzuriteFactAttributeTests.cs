using RiskFunctions.Testing.Azurite;

namespace RiskFunctions.Azure.Tests;

public sealed class AzuriteFactAttributeTests
{
    [Theory]
    [InlineData(null, null, false)]
    [InlineData("true", null, false)]
    [InlineData("true", "npm", false)]
    [InlineData(null, "npm", true)]
    [InlineData("false", "node", true)]
    public void SkipReason_only_where_a_tool_is_missing_and_it_is_no_build_server(string? ci, string? missing, bool skipped) =>
        Assert.Equal(skipped, AzuriteFactAttribute.SkipReason(ci, missing)?.Contains($"'{missing}'") ?? false);
}
