namespace RiskFunctions.Verify;

/// <summary>The app runs, its triggers are synchronised, and Azure knows its functions: without that nothing wakes it for a message.</summary>
internal sealed class Functions(ICommandLine line, Deployed deployed, TimeProvider time)
{
    public static readonly IReadOnlyList<string> Names = ["MeterThroughput", "SendHighRiskEvents", "SendLowRiskEvents", "SendMediumRiskEvents"];

    private const int Looks = 7;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken)
    {
        var app = await line.AzAsync(cancellationToken, "functionapp", "show", "--resource-group", deployed.ResourceGroup, "--name", deployed.App);
        var state = (string?)app["state"] ?? (string?)app["properties"]?["state"];
        if (state != "Running")
        {
            return [new Finding.Fault(
                $"App: {deployed.App} is {state}",
                $"az functionapp start --resource-group {deployed.ResourceGroup} --name {deployed.App}")];
        }

        // Just deployed, the host starts anew: for a minute or two it may refuse, and list nothing.
        var (refusal, missing) = await LookAsync(cancellationToken);
        for (var look = 1; look < Looks && (refusal is not null || missing.Count > 0); look++)
        {
            await Task.Delay(Pause, time, cancellationToken);
            (refusal, missing) = await LookAsync(cancellationToken);
        }

        return (refusal, missing) switch
        {
            ({ } said, _) => [new Finding.Fault(
                $"App: its triggers cannot be synchronised ({said})",
                "Function app > Log stream tells why it does not start. Is its main site still open (Networking > Public access)?")],
            (null, []) => [new Finding.Fine($"App: {deployed.App} runs, its triggers are synchronised, and all {Names.Count} functions are listed")],
            _ => [new Finding.Fault(
                $"App: Azure does not know {string.Join(", ", missing)}",
                "Run azd deploy again. If that does not help: function app > Log stream.")],
        };
    }

    private async Task<(string? Refusal, IReadOnlyList<string> Missing)> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await line.ResourceAsync("post", $"{deployed.AppId}/syncfunctiontriggers", "2024-04-01", cancellationToken);
        }
        catch (CommandException refused)
        {
            return (refused.Said, []);
        }

        return (null, await MissingAsync(cancellationToken));
    }

    private async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellationToken)
    {
        var listed = await line.AzAsync(
            cancellationToken, "functionapp", "function", "list", "--resource-group", deployed.ResourceGroup, "--name", deployed.App);
        // Named APP/FUNCTION.
        return [.. Names.Except(listed.AsArray().Select(function => ((string)function!["name"]!).Split('/')[^1]), StringComparer.Ordinal)];
    }
}
