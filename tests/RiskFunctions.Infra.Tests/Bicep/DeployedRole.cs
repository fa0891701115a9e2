using System.Text.Json;
using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>A role assignment: the role by its name in roles.json, the scope as a path in its resource group, the principal as given.</summary>
internal sealed record DeployedRole(string Role, string Scope, string Principal, string? PrincipalType)
{
    private static readonly Dictionary<string, string> Names = ReadNames();

    public static DeployedRole Read(DeployedResource assignment)
    {
        var id = assignment.Id;
        // The id names its scope: as a path, or as the first argument of extensionResourceId where the assignment's own name is not known yet.
        var scope = Pattern.First(id, "^\\[extensionResourceId\\('([^']+)'")
            ?? id[..id.IndexOf("/providers/Microsoft.Authorization/", StringComparison.Ordinal)];
        return new DeployedRole(
            Names[assignment.Text("properties", "roleDefinitionId")!.Split('/')[^1]],
            scope[(scope.IndexOf("/resourceGroups/", StringComparison.Ordinal) + "/resourceGroups/".Length)..],
            assignment.Text("properties", "principalId")!,
            assignment.Text("properties", "principalType"));
    }

    private static Dictionary<string, string> ReadNames()
    {
        using var roles = JsonDocument.Parse(Repository.Read("infra/roles.json"));
        return roles.RootElement.EnumerateObject().ToDictionary(role => role.Value.GetProperty("id").GetString()!, role => role.Name, StringComparer.Ordinal);
    }
}
