namespace RiskFunctions.Secrets;

/// <summary>
/// Secrets from settings <c>Secrets:NAME</c> (environment variable <c>Secrets__NAME</c>), for runs on one machine.
/// Read at every call. White space around a value is dropped, as in the vault's source.
/// </summary>
internal sealed class ConfigurationSecretSource(IConfiguration configuration) : ISecretSource
{
    public const string Section = "Secrets";

    public ValueTask<string> GetSecretAsync(string name, bool fresh, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var value = configuration[$"{Section}:{name}"]?.Trim();
        return string.IsNullOrEmpty(value)
            ? throw new SecretUnavailableException(
                $"There is no setting {Section}:{name}. {HowToSet(name)} Or name a vault in KeyVault:VaultUri.")
            : ValueTask.FromResult(value);
    }

    // A shell exports only names of letters, digits and underscores; env passes on any.
    private static string HowToSet(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        ? $"Set the environment variable {Section}__{name}."
        : $"A shell cannot export {Section}__{name}: start with env '{Section}__{name}=...' dotnet ..., " +
            "or name a secret without hyphens in Okta__ApiTokenSecret (Okta__PrivateKeySecret for a private key), " +
            $"say OktaSecret, and set {Section}__OktaSecret.";
}
