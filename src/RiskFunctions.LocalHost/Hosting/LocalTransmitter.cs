using System.Security.Cryptography;

namespace RiskFunctions.LocalHost.Hosting;

/// <summary>The provider of security events for one run of the sandbox: its key is made anew, and good for nothing else.</summary>
internal sealed class LocalTransmitter
{
    public const string Issuer = "https://transmitter.example";

    private const string SecretName = "security-events-key";

    public LocalTransmitter()
    {
        using var key = RSA.Create(2048);
        PrivatePem = key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>PKCS #8, as <c>openssl genpkey</c> writes it.</summary>
    public string PrivatePem { get; }

    /// <summary>As an operator would set it. The stack that runs with it publishes the public half, and its sandbox knows where.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        ["SecurityEvents:Enabled"] = "true",
        ["SecurityEvents:Issuer"] = Issuer,
        ["SecurityEvents:SigningKeySecret"] = SecretName,
        [$"Secrets:{SecretName}"] = PrivatePem,
    };
}
