namespace RiskFunctions.Verify;

/// <summary>The function app's identity has its roles where the templates put them, or above.</summary>
internal sealed class RoleAssignments(ICommandLine line, Deployed deployed)
{
    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken)
    {
        var roles = EmbeddedJson.Read("roles.json");
        List<(string Role, string Scope, string On)> wanted =
        [
            .. Lane.All.Select(lane => ("serviceBusDataReceiver", deployed.LaneId(lane), $"lane {lane.Name}")),
            ("keyVaultSecretsUser", deployed.SecretId(deployed.Credential), $"the secret {deployed.Credential}"),
            ("storageBlobDataContributor", deployed.MeterContainerId, "the meter's container"),
            ("storageBlobDataOwner", deployed.HostStorageId, "the host's storage account"),
            ("monitoringMetricsPublisher", deployed.InsightsId, "Application Insights"),
        ];
        if (deployed.SigningKey.Length > 0)
        {
            wanted.Add(("keyVaultSecretsUser", deployed.SecretId(deployed.SigningKey), $"the secret {deployed.SigningKey}"));
        }

        if (deployed.PublicKeysStorage.Length > 0)
        {
            wanted.Add(("storageBlobDataContributor", deployed.PublicKeysStorageId, "the storage account of the public keys"));
        }

        var missing = new List<string>();
        foreach (var (role, scope, on) in wanted)
        {
            if (!await HasAsync((string)roles[role]!["id"]!, scope, cancellationToken))
            {
                missing.Add($"{(string)roles[role]!["name"]!} on {on}");
            }
        }

        return missing.Count == 0
            ? [new Finding.Fine($"Roles: the app has all {wanted.Count}")]
            : [.. missing.Select(role => new Finding.Fault(
                $"Roles: the app lacks {role}",
                "Run azd provision again. Whoever runs it must be allowed to assign roles (docs/permissions.md, People)."))];
    }

    private async Task<bool> HasAsync(string role, string scope, CancellationToken cancellationToken)
    {
        var assignments = await line.ResourceAsync("get", $"{scope}/providers/Microsoft.Authorization/roleAssignments", "2022-04-01", cancellationToken);
        return assignments["value"]!.AsArray().Select(assignment => assignment!["properties"]!).Any(assignment =>
            string.Equals((string?)assignment["principalId"], deployed.Principal, StringComparison.OrdinalIgnoreCase)
            && ((string)assignment["roleDefinitionId"]!).EndsWith(role, StringComparison.OrdinalIgnoreCase)
            // The list holds assignments further down too.
            && Reaches((string)assignment["scope"]!, scope));
    }

    private static bool Reaches(string assigned, string scope) =>
        (scope + "/").StartsWith(assigned.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase);
}
