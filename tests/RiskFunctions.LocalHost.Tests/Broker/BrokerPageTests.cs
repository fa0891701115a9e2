using System.Text.RegularExpressions;
using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Tests.Broker;

/// <summary>docs/local.md says which types a message passes: they are there, and no link or node is left out.</summary>
public sealed partial class BrokerPageTests
{
    private static readonly IReadOnlyList<string> Named =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "local.md"))
            .SkipWhile(line => line != "| step | AMQP | REST |")
            .TakeWhile(line => line.StartsWith('|'))
            .SelectMany(line => TypeName().Matches(line))
            .Select(match => match.Groups["name"].Value),
    ];

    [Fact]
    public void Types_of_the_page_are_there()
    {
        var types = typeof(InMemoryBroker).Assembly.GetTypes().Select(t => t.Name).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(Named);
        Assert.All(Named, name => Assert.Contains(name, types));
    }

    [Fact]
    public void Every_link_and_node_of_AMQP_is_on_the_page() => Assert.All(
        typeof(InMemoryBroker).Assembly.GetTypes()
            .Where(t => t.IsClass && t.Namespace == "RiskFunctions.LocalHost.Broker.Amqp" && !t.IsNested && LinkOrNode().IsMatch(t.Name))
            .Select(t => t.Name),
        name => Assert.Contains(name, Named));

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();

    [GeneratedRegex("(?:Link|Node|Listener)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkOrNode();
}
