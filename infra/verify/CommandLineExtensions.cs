using System.Text.Json;
using System.Text.Json.Nodes;

namespace RiskFunctions.Verify;

/// <summary>az, with its answer read.</summary>
internal static class CommandLineExtensions
{
    /// <exception cref="CommandException">az failed, or answered something else than JSON.</exception>
    public static async Task<JsonNode> AzAsync(this ICommandLine line, CancellationToken cancellationToken, params string[] arguments)
    {
        var answer = await line.RunAsync("az", [.. arguments, "--output", "json"], cancellationToken);
        try
        {
            // Commands without an answer print nothing.
            return (string.IsNullOrWhiteSpace(answer) ? null : JsonNode.Parse(answer)) ?? new JsonObject();
        }
        catch (JsonException)
        {
            throw new CommandException($"az {arguments[0]}", "answered something that is not JSON");
        }
    }

    /// <summary>A call of Azure Resource Manager; the address begins with /subscriptions.</summary>
    public static Task<JsonNode> ResourceAsync(this ICommandLine line, string method, string address, string version, CancellationToken cancellationToken) =>
        line.AzAsync(cancellationToken, "rest", "--method", method, "--url", $"{address}?api-version={version}");
}
