using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RiskFunctions.LocalHost.Tests.Sandbox.Http;
using RiskFunctions.Testing.Okta;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Sandbox.OAuth;

/// <summary>A client that does everything right unless a test changes it.</summary>
internal sealed class OAuthClient(FaultyOkta okta, ManualTimeProvider time, ServiceAppKey key)
{
    private static readonly ServiceAppKey DefaultProofKey = ServiceAppKey.CreateEc();

    public ServiceAppKey ProofKey { get; set; } = DefaultProofKey;

    /// <summary>A JSON literal for a text, to change a claim with.</summary>
    public static string Quote(string text) => $"\"{text}\"";

    public long Epoch(double secondsFromNow = 0) => time.GetUtcNow().AddSeconds(secondsFromNow).ToUnixTimeSeconds();

    /// <summary>An assertion; each change is a claim and its JSON, null to leave it out. <c>header.kid</c> changes the header.</summary>
    public string Assertion(params (string Name, string? Json)[] changes) => Sign(
        key,
        $$"""{"alg":"{{key.Algorithm}}","kid":"{{key.KeyId}}"}""",
        $$"""{"iss":"{{FaultyOkta.ClientId}}","sub":"{{FaultyOkta.ClientId}}","aud":"{{okta.TokenUrl}}","iat":{{Epoch()}},"exp":{{Epoch(300)}}"""
        + $$""","jti":"{{Guid.NewGuid()}}"}""",
        changes);

    /// <summary>A proof for the token endpoint.</summary>
    public string TokenProof(string? nonce, params (string Name, string? Json)[] changes) => Proof(okta.TokenUrl, null, nonce, changes);

    /// <summary>A proof for risk events.</summary>
    public string ResourceProof(string accessToken, params (string Name, string? Json)[] changes) => Proof(okta.RiskEventsUrl, accessToken, null, changes);

    public Task<HttpResponseMessage> RequestTokenAsync(string? assertion = null, string? proof = null, params (string Name, string? Value)[] fields)
    {
        var form = new Dictionary<string, string?>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "okta.riskEvents.manage",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion ?? Assertion(),
        };
        foreach (var (name, value) in fields)
        {
            form[name] = value;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, okta.TokenUrl) { Content = new FormUrlEncodedContent(form.Where(f => f.Value is not null)!) };
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        return SandboxClient.Http.SendAsync(request);
    }

    /// <summary>A token by the whole way, with the nonce when the server asks for one.</summary>
    public async Task<string> TokenAsync()
    {
        using var first = await RequestTokenAsync(proof: TokenProof(null));
        if (first.IsSuccessStatusCode)
        {
            return await AccessTokenAsync(first);
        }

        using var second = await RequestTokenAsync(proof: TokenProof(SandboxClient.Header(first, "dpop-nonce")));
        return await AccessTokenAsync(second);
    }

    public static async Task<string> AccessTokenAsync(HttpResponseMessage response) =>
        (await SandboxClient.JsonAsync(response)).GetProperty("access_token").GetString()!;

    public Task<HttpResponseMessage> PostEventAsync(string authorization, string? proof = null)
    {
        var request = SandboxClient.Request(okta, RiskEventBodies.One(), authorization);
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        return SandboxClient.Http.SendAsync(request);
    }

    private string Proof(Uri url, string? accessToken, string? nonce, (string Name, string? Json)[] changes)
    {
        (string, string?)[] all =
        [
            ("nonce", nonce is null ? null : Quote(nonce)),
            ("ath", accessToken is null ? null : Quote(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken))))),
            .. changes,
        ];
        return Sign(
            ProofKey,
            $$"""{"typ":"dpop+jwt","alg":"{{ProofKey.Algorithm}}","jwk":{{ProofKey.PublicJwkWithoutId}}}""",
            $$"""{"htm":"POST","htu":"{{url}}","iat":{{Epoch()}},"jti":"{{Guid.NewGuid()}}"}""",
            all);
    }

    private static string Sign(ServiceAppKey key, string header, string claims, (string Name, string? Json)[] changes)
    {
        var headerJson = JsonNode.Parse(header)!.AsObject();
        var claimsJson = JsonNode.Parse(claims)!.AsObject();
        foreach (var (name, json) in changes)
        {
            var isHeader = name.StartsWith("header.");
            var target = isHeader ? headerJson : claimsJson;
            var member = isHeader ? name["header.".Length..] : name;
            target.Remove(member);
            if (json is not null)
            {
                target.Add(member, JsonNode.Parse(json));
            }
        }

        return key.Sign(headerJson.ToJsonString(), claimsJson.ToJsonString());
    }
}
