using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Json;
using RiskFunctions.LocalHost.Sandbox.OAuth.Signatures;

namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>What a provider has published: its issuer and a key set of RFC 7517.</summary>
internal sealed class KeySet
{
    private readonly Dictionary<string, PublicKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unusable = new(StringComparer.Ordinal);

    private KeySet(string? issuer, string? fault)
    {
        Issuer = issuer;
        Fault = fault;
    }

    /// <summary>Null when it could not be found out.</summary>
    public string? Issuer { get; }

    /// <summary>Why there are no keys; null when they could be read.</summary>
    public string? Fault { get; }

    public static KeySet Failed(string? issuer, string fault) => new(issuer, fault);

    public static KeySet Read(string? issuer, JsonElement jwks)
    {
        if (!StrictJson.TryMembers(jwks, out var members, out _) || !members.TryGetValue("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
        {
            return Failed(issuer, "is no JWKS: an object with the array 'keys'");
        }

        var set = new KeySet(issuer, null);
        foreach (var jwk in keys.EnumerateArray())
        {
            set.Add(jwk);
        }

        return set;
    }

    /// <summary>The key with this id; null when there is none, with the reason when it is there and of no use.</summary>
    public PublicKey? Find(string keyId, out string? unusable)
    {
        unusable = _unusable.GetValueOrDefault(keyId);
        return _keys.GetValueOrDefault(keyId);
    }

    // RFC 7517 section 5: a key that is not understood is passed over, and the others stay good.
    private void Add(JsonElement jwk)
    {
        if (!StrictJson.TryMembers(jwk, out var members, out _) || Text(members, "kid") is not { Length: > 0 } keyId)
        {
            return;
        }

        var fault = Text(members, "kty") is not "RSA" ? "it is no RSA key"
            : members.ContainsKey("use") && Text(members, "use") is not "sig" ? "its use is not sig"
            : members.ContainsKey("alg") && Text(members, "alg") is not "RS256" ? "its alg is not RS256"
            : null;
        if (fault is null && PublicKey.FromJwk(jwk, out fault) is { } key)
        {
            _keys[keyId] = key;
            return;
        }

        _unusable[keyId] = fault;
    }

    private static string? Text(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) ? StrictJson.Text(value) : null;
}
