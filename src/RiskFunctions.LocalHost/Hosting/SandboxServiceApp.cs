using System.Buffers.Text;
using System.Security.Cryptography;
using RiskFunctions.LocalHost.Sandbox.OAuth;

namespace RiskFunctions.LocalHost.Hosting;

/// <summary>An OAuth 2.0 service app for one run of the sandbox: its key is made anew, and good for nothing else.</summary>
internal sealed class SandboxServiceApp
{
    public const string ClientId = "0oa-sandbox-service-app";

    private const string SecretName = "okta-private-key";

    private readonly string _publicMembers;
    private readonly string _privateMember;

    public SandboxServiceApp()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        var (x, y) = (Base64Url.EncodeToString(parameters.Q.X), Base64Url.EncodeToString(parameters.Q.Y));
        _publicMembers = $"\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"sandbox\",\"x\":\"{x}\",\"y\":\"{y}\"";
        _privateMember = $"\"d\":\"{Base64Url.EncodeToString(parameters.D)}\"";
    }

    /// <summary>The org's side: it knows the public key, and asks for proof of possession as new service apps are told to.</summary>
    public OAuthOptions OAuth => new()
    {
        Apps = [new ServiceApp { ClientId = ClientId, PublicJwks = [$"{{{_publicMembers}}}"] }],
        DPoP = DPoPMode.Required,
    };

    public string PrivateJwk => $"{{{_publicMembers},{_privateMember}}}";

    /// <summary>Our side: as an operator would set it, with the private key as a JWK in the vault.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        ["Okta:Authentication"] = "PrivateKeyJwt",
        ["Okta:ClientId"] = ClientId,
        ["Okta:PrivateKeySecret"] = SecretName,
        [$"Secrets:{SecretName}"] = PrivateJwk,
    };
}
