namespace RiskFunctions.Verify;

/// <summary>
/// Each lane has its own rule and no other. Reports disagree on what a deployment leaves behind: no rule at all (no signal gets in, and senders
/// are told nothing), or the rule that takes everything beside ours (each signal goes into every lane). Azure says Succeeded in all of them.
/// </summary>
internal sealed class LaneRules(ICommandLine line, Deployed deployed)
{
    private const string TakesEverything = "$Default";

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var lane in Lane.All)
        {
            findings.Add(await CheckAsync(lane, cancellationToken));
        }

        return findings;
    }

    private async Task<Finding> CheckAsync(Lane lane, CancellationToken cancellationToken)
    {
        var rules = await ListAsync(lane, cancellationToken);
        var deleted = false;
        // Only beside our own rule: without it the other one is all that lets a signal in.
        if (rules.GetValueOrDefault(lane.Rule) == lane.Filter && rules.ContainsKey(TakesEverything))
        {
            await line.AzAsync(cancellationToken, ["servicebus", "topic", "subscription", "rule", "delete", .. Address(lane), "--name", TakesEverything]);
            rules = await ListAsync(lane, cancellationToken);
            deleted = true;
        }

        var others = rules.Keys.Where(name => name != lane.Rule).Order(StringComparer.Ordinal).ToList();
        return (rules.GetValueOrDefault(lane.Rule), others) switch
        {
            (var filter, []) when filter == lane.Filter =>
                new Finding.Fine(
                    $"Lane {lane.Name}: has its rule and no other"
                    + (deleted ? $" ({TakesEverything}, which takes everything, was left over and is deleted)" : "")),
            (null, []) => new Finding.Fault(
                $"Lane {lane.Name}: has no rule, so no signal gets in and senders are told nothing",
                "Run azd provision again, and then this."),
            (null, _) => new Finding.Fault(
                $"Lane {lane.Name}: its rule '{lane.Rule}' is missing, and {string.Join(", ", others)} is there instead",
                "Run azd provision again, and then this."),
            (_, []) => new Finding.Fault($"Lane {lane.Name}: its rule '{lane.Rule}' does not say: {lane.Filter}", "Run azd provision again, and then this."),
            _ => new Finding.Fault(
                $"Lane {lane.Name}: besides its own rule there is {string.Join(", ", others)}, which takes signals of other lanes",
                $"Delete it: portal > {deployed.Namespace} > Topics > {deployed.Topic} > {lane.Name} > Filters."),
        };
    }

    private async Task<IReadOnlyDictionary<string, string?>> ListAsync(Lane lane, CancellationToken cancellationToken)
    {
        var rules = await line.AzAsync(cancellationToken, ["servicebus", "topic", "subscription", "rule", "list", .. Address(lane)]);
        return rules.AsArray().ToDictionary(rule => (string)rule!["name"]!, rule => (string?)rule!["sqlFilter"]?["sqlExpression"], StringComparer.Ordinal);
    }

    private string[] Address(Lane lane) =>
        ["--resource-group", deployed.ResourceGroup, "--namespace-name", deployed.Namespace, "--topic-name", deployed.Topic, "--subscription-name", lane.Name];
}
