namespace RiskFunctions.LocalHost.Hosting;

/// <summary>The settings of a flow on this machine: the environment's, and defaults for what is missing there.</summary>
internal static class FlowSettings
{
    /// <summary>The token of a sandbox on loopback, the same as in local.settings.sample.json. It opens nothing else.</summary>
    public const string SandboxToken = "sandbox-token";

    private const string OrgUrl = "Okta:OrgUrl";
    private const string VaultUri = "KeyVault:VaultUri";
    private const string TokenName = "Okta:ApiTokenSecret";

    /// <summary>Environment variables (<c>Okta__OrgUrl</c>), and <paramref name="settings"/> over them.</summary>
    public static void Add(IConfigurationBuilder builder, IReadOnlyDictionary<string, string?> settings, bool readEnvironment) =>
        (readEnvironment ? builder.AddEnvironmentVariables() : builder).AddInMemoryCollection(settings);

    /// <summary>Whether somebody named an org; otherwise the sandbox stands in.</summary>
    public static bool NamesOrg(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[OrgUrl]);

    /// <summary>Points the flow at <paramref name="org"/> with <paramref name="token"/>.</summary>
    public static void UseOrg(IConfigurationBuilder builder, IConfiguration configuration, Uri org, string token) =>
        builder.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [OrgUrl] = org.ToString(),
            [$"Secrets:{SecretName(configuration)}"] = token,
        });

    /// <summary>Whether the credential comes from a vault; otherwise from <c>Secrets:NAME</c> of these settings.</summary>
    public static bool NamesVault(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[VaultUri]);

    /// <summary>
    /// A server on loopback needs some token. One is made up when none was given, so that a first try needs one setting. Any other server gets the
    /// token that was given for it, or none.
    /// </summary>
    public static void FillInLoopbackToken(IConfigurationBuilder builder, IConfiguration configuration)
    {
        var key = $"Secrets:{SecretName(configuration)}";
        if (Uri.TryCreate(configuration[OrgUrl], UriKind.Absolute, out var org)
            && org.IsLoopback
            && !NamesVault(configuration)
            && string.IsNullOrEmpty(configuration[key]))
        {
            builder.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { [key] = SandboxToken });
        }
    }

    private static string SecretName(IConfiguration configuration) => configuration[TokenName] is { Length: > 0 } name ? name : "okta-api-token";
}
