using PublicApiGenerator;

namespace RiskFunctions.Core.Tests.Conventions;

/// <summary>What Core shows to hosts changes on purpose only: a change of the approved text is part of the change.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void Core_shows_what_was_approved_and_no_more()
    {
        var approved = Path.Combine(Repository.Tests, "RiskFunctions.Core.Tests", "Conventions", "PublicApi.Core.txt");
        var received = Path.Combine(AppContext.BaseDirectory, "PublicApi.Core.txt");
        var actual = typeof(ServiceCollectionExtensions).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })
            .ReplaceLineEndings("\n");
        File.WriteAllText(received, actual);

        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : string.Empty;

        Assert.True(
            string.Equals(expected, actual, StringComparison.Ordinal),
            $"The public surface of RiskFunctions.Core changed. If that is meant, copy {received} over {approved}.\n{Difference(expected, actual)}");
    }

    private static string Difference(string expected, string actual)
    {
        var before = expected.Split('\n');
        var after = actual.Split('\n');
        return string.Join('\n', before.Except(after).Select(l => $"- {l}").Concat(after.Except(before).Select(l => $"+ {l}")));
    }
}
