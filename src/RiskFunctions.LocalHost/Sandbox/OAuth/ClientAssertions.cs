using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Json;
using RiskFunctions.LocalHost.Sandbox.OAuth.Signatures;

namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>Verifies client assertions (RFC 7523 section 3, with Okta's own limits). Safe for several threads.</summary>
internal sealed class ClientAssertions
{
    /// <summary>
    /// What is forgiven to a time that must not lie in the future: Okta says so of assertions and of proofs (okta-developer-docs,
    /// data/oauth2-error-codes.json) and names no tolerance, so it is no more than two honest clocks differ.
    /// </summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    private readonly UsedIds _used = new();
    private Dictionary<string, RegisteredApp> _apps;

    /// <exception cref="SandboxConfigurationException">A registered key is no public key, or has no kid.</exception>
    public ClientAssertions(IEnumerable<ServiceApp> apps)
    {
        _apps = apps.ToDictionary(a => a.ClientId, a => new RegisteredApp(a, ReadKeys(a)), StringComparer.Ordinal);
    }

    /// <summary>Adds an app, or takes the place of the one with the same client id: its keys are known from now on, and only those.</summary>
    /// <exception cref="SandboxConfigurationException">A key is no public key, or has no kid.</exception>
    public void Register(ServiceApp app) =>
        Volatile.Write(ref _apps, new Dictionary<string, RegisteredApp>(_apps, StringComparer.Ordinal) { [app.ClientId] = new(app, ReadKeys(app)) });

    /// <summary>The app whose assertion this is; null with the fault when there is something wrong with it.</summary>
    /// <param name="assertion">The compact JWT.</param>
    /// <param name="tokenUrl">The URL that the client called.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="fault">What is wrong.</param>
    public ServiceApp? Verify(string assertion, string tokenUrl, DateTimeOffset now, out OAuthFault? fault)
    {
        var (app, what) = Judge(assertion, tokenUrl, now);
        fault = what is null ? null : OAuthFault.InvalidClient(what);
        return what is null ? app : null;
    }

    private (ServiceApp? App, string? Fault) Judge(string assertion, string tokenUrl, DateTimeOffset now)
    {
        if (SignedToken.Parse(assertion) is not { } token)
        {
            return (null, "The client_assertion is not a signed JWT.");
        }

        if (token.Text("iss") is not { } issuer || !Volatile.Read(ref _apps).TryGetValue(issuer, out var app))
        {
            return (null, "The issuer of the client_assertion is not a known client.");
        }

        if (!string.Equals(token.Text("sub"), issuer, StringComparison.Ordinal))
        {
            return (null, "The subject of the client_assertion is not its issuer.");
        }

        if (token.HeaderText("kid") is not { } keyId || !app.Keys.TryGetValue(keyId, out var key))
        {
            return (null, "The kid of the client_assertion is not a key of this client.");
        }

        return token.IsSignedBy(key) ? (app.App, JudgeClaims(token, issuer, tokenUrl, now)) : (null, "The signature of the client_assertion is not valid.");
    }

    private string? JudgeClaims(SignedToken token, string issuer, string tokenUrl, DateTimeOffset now)
    {
        if (!token.HasAudience(tokenUrl))
        {
            return "The audience of the client_assertion is not the URL of this endpoint.";
        }

        if (token.Time("exp") is not { } expires)
        {
            return "The client_assertion has no exp.";
        }

        if (expires <= now)
        {
            return "The client_assertion is expired.";
        }

        if (expires > now + LongestLife)
        {
            return "The exp of the client_assertion is more than one hour ahead.";
        }

        if (token.Has("iat") && token.Time("iat") is var issued && (issued is null || issued > now + Skew))
        {
            return "The iat of the client_assertion is in the future or is no time.";
        }

        if (token.Has("nbf") && token.Time("nbf") is var notBefore && (notBefore is null || notBefore > now + Skew))
        {
            return "The client_assertion is not valid yet.";
        }

        // Last, so that only an assertion that would have passed uses its id up.
        return token.Has("jti") && !(token.Text("jti") is { Length: > 0 } id && _used.TryUse($"{issuer}\n{id}", now, expires))
            ? "The jti of the client_assertion was used before or is no text."
            : null;
    }

    private static Dictionary<string, PublicKey> ReadKeys(ServiceApp app)
    {
        var keys = new Dictionary<string, PublicKey>(StringComparer.Ordinal);
        foreach (var jwk in app.PublicJwks)
        {
            using var document = Parse(jwk, app);
            var key = PublicKey.FromJwk(document.RootElement, out var fault) ?? throw new SandboxConfigurationException($"Key of app {app.ClientId}: {fault}");
            keys[key.KeyId ?? throw new SandboxConfigurationException($"Key of app {app.ClientId}: it has no kid.")] = key;
        }

        return keys;
    }

    private static JsonDocument Parse(string jwk, ServiceApp app) =>
        StrictJson.TryParse(System.Text.Encoding.UTF8.GetBytes(jwk), out var document, out var fault)
            ? document
            : throw new SandboxConfigurationException($"Key of app {app.ClientId}: it {fault}.");

    private sealed record RegisteredApp(ServiceApp App, Dictionary<string, PublicKey> Keys);
}
