using System.Buffers.Text;
using System.Security.Cryptography;
using RiskFunctions.LocalHost.Sandbox.OAuth;

namespace RiskFunctions.LocalHost.Demo;

/// <summary>An OAuth 2.0 service app for one run of the demo: its key is made anew and never leaves this process.</summary>
internal sealed class DemoServiceApp
{
    private const string ClientId = "0oa-demo-service-app";

    private readonly string _publicMembers;
    private readonly string _privateMember;

    public DemoServiceApp()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        _publicMembers = $"\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"demo\",\"x\":\"{Base64Url.EncodeToString(parameters.Q.X)}\",\"y\":\"{Base64Url.EncodeToString(parameters.Q.Y)}\"";
        _privateMember = $"\"d\":\"{Base64Url.EncodeToString(parameters.D)}\"";
    }

    /// <summary>The org's side: it knows the public key, and asks for proof of possession as new service apps are told to.</summary>
    public OAuthOptions OAuth => new()
    {
        Apps = [new ServiceApp { ClientId = ClientId, PublicJwks = [$"{{{_publicMembers}}}"] }],
        DPoP = DPoPMode.Required,
    };

    /// <summary>Our side: as an operator would set it, with the private key as a JWK in the vault.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        new("Okta:Authentication", "PrivateKeyJwt"),
        new("Okta:ClientId", ClientId),
        new("Secrets:okta-private-key", $"{{{_publicMembers},{_privateMember}}}"),
    ];
}
