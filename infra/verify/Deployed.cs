namespace RiskFunctions.Verify;

/// <summary>The names of what was deployed: outputs of main.bicep, which azd keeps in its environment and hands to its hooks.</summary>
internal sealed class Deployed
{
    private static readonly string[] Names =
    [
        "AZURE_SUBSCRIPTION_ID", "AZURE_RESOURCE_GROUP", "AZURE_FUNCTION_APP_NAME", "AZURE_KEY_VAULT_NAME", "AZURE_SERVICE_BUS_NAMESPACE", "SIGNALS_TOPIC",
        "OKTA_CREDENTIAL_NAME", "AZURE_APP_PRINCIPAL_ID", "AZURE_HOST_STORAGE_NAME", "AZURE_METER_STORAGE_NAME", "AZURE_APPLICATION_INSIGHTS_NAME",
        "AZURE_LOG_WORKSPACE_ID",
    ];

    /// <summary>Empty where security events are off, and not there after a provision with older templates.</summary>
    private static readonly string[] OptionalNames = ["SIGNING_KEY_NAME", "AZURE_PUBLIC_KEYS_STORAGE_NAME"];

    private readonly IReadOnlyDictionary<string, string> _values;

    private Deployed(IReadOnlyDictionary<string, string> values) => _values = values;

    public string ResourceGroup => _values["AZURE_RESOURCE_GROUP"];

    public string App => _values["AZURE_FUNCTION_APP_NAME"];

    public string Vault => _values["AZURE_KEY_VAULT_NAME"];

    public string Namespace => _values["AZURE_SERVICE_BUS_NAMESPACE"];

    public string Topic => _values["SIGNALS_TOPIC"];

    public string Credential => _values["OKTA_CREDENTIAL_NAME"];

    public string Principal => _values["AZURE_APP_PRINCIPAL_ID"];

    public string Workspace => _values["AZURE_LOG_WORKSPACE_ID"];

    public string AppId => IdOf($"Microsoft.Web/sites/{App}");

    /// <summary>Empty: nothing is signed.</summary>
    public string SigningKey => _values["SIGNING_KEY_NAME"];

    /// <summary>Empty: no keys are published.</summary>
    public string PublicKeysStorage => _values["AZURE_PUBLIC_KEYS_STORAGE_NAME"];

    public string PublicKeysStorageId => IdOf($"Microsoft.Storage/storageAccounts/{PublicKeysStorage}");

    public string HostStorageId => IdOf($"Microsoft.Storage/storageAccounts/{_values["AZURE_HOST_STORAGE_NAME"]}");

    public string MeterContainerId =>
        IdOf($"Microsoft.Storage/storageAccounts/{_values["AZURE_METER_STORAGE_NAME"]}/blobServices/default/containers/rate-meter");

    public string InsightsId => IdOf($"Microsoft.Insights/components/{_values["AZURE_APPLICATION_INSIGHTS_NAME"]}");

    public string SecretId(string name) => IdOf($"Microsoft.KeyVault/vaults/{Vault}/secrets/{name}");

    public string LaneId(Lane lane) => IdOf($"Microsoft.ServiceBus/namespaces/{Namespace}/topics/{Topic}/subscriptions/{lane.Name}");

    /// <summary>From the process's environment where azd has put them there, else from azd.</summary>
    /// <exception cref="CommandException">azd does not know one of them: nothing is deployed, or with older templates.</exception>
    public static async Task<Deployed> LoadAsync(ICommandLine line, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        var values = Names.Concat(OptionalNames).ToDictionary(name => name, name => environment(name) ?? "", StringComparer.Ordinal);
        if (Names.Any(name => values[name].Length == 0))
        {
            foreach (var (name, value) in Parse(await line.RunAsync("azd", ["env", "get-values"], cancellationToken)))
            {
                if (values.TryGetValue(name, out var known) && known.Length == 0)
                {
                    values[name] = value;
                }
            }
        }

        var missing = Names.Where(name => values[name].Length == 0).ToList();
        return missing.Count == 0
            ? new Deployed(values)
            : throw new CommandException(
                "azd env get-values",
                $"{string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} not there. "
                + "Choose the environment (azd env select NAME) and run: azd provision");
    }

    /// <summary>Lines of the shape NAME="value".</summary>
    private static IEnumerable<(string Name, string Value)> Parse(string text) =>
        from line in text.Split('\n')
        let sign = line.IndexOf('=', StringComparison.Ordinal)
        where sign > 0
        select (line[..sign].Trim(), line[(sign + 1)..].Trim().Trim('"'));

    private string IdOf(string path) => $"/subscriptions/{_values["AZURE_SUBSCRIPTION_ID"]}/resourceGroups/{ResourceGroup}/providers/{path}";
}
