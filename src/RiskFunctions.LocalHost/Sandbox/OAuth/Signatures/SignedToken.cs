using System.Text;
using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Json;

namespace RiskFunctions.LocalHost.Sandbox.OAuth.Signatures;

/// <summary>A JWT in the compact form of RFC 7515: taken apart, not yet verified.</summary>
internal sealed class SignedToken
{
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "ES256"];

    private readonly Dictionary<string, JsonElement> _header;
    private readonly Dictionary<string, JsonElement> _claims;
    private readonly byte[] _signingInput;
    private readonly byte[] _signature;

    private SignedToken(Dictionary<string, JsonElement> header, Dictionary<string, JsonElement> claims, byte[] signingInput, byte[] signature)
    {
        _header = header;
        _claims = claims;
        _signingInput = signingInput;
        _signature = signature;
    }

    /// <summary>Takes a token apart; null when it is not in the compact form with three parts of which the first two are JSON objects.</summary>
    public static SignedToken? Parse(string compact)
    {
        var parts = compact.Split('.');
        return parts.Length == 3
            && Object(parts[0]) is { } header
            && Object(parts[1]) is { } claims
            && Base64UrlText.Decode(parts[2]) is { Length: > 0 } signature
            ? new SignedToken(header, claims, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature)
            : null;
    }

    /// <summary>A string of the header; null when it is none.</summary>
    public string? HeaderText(string name) => _header.TryGetValue(name, out var value) ? StrictJson.Text(value) : null;

    /// <summary>A member of the header; null when there is none.</summary>
    public JsonElement? Header(string name) => _header.TryGetValue(name, out var value) ? value : null;

    /// <summary>A string among the claims; null when it is none.</summary>
    public string? Text(string name) => _claims.TryGetValue(name, out var value) ? StrictJson.Text(value) : null;

    /// <summary>A claim; null when there is none.</summary>
    public JsonElement? Claim(string name) => _claims.TryGetValue(name, out var value) ? value : null;

    public bool Has(string name) => _claims.ContainsKey(name);

    /// <summary>A NumericDate (RFC 7519 section 2) among the claims; null when it is none.</summary>
    public DateTimeOffset? Time(string name) =>
        _claims.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
        && seconds is >= 0 and < 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>Whether <paramref name="value"/> is the audience, or one of them.</summary>
    public bool HasAudience(string value) => _claims.TryGetValue("aud", out var audience) && (audience.ValueKind == JsonValueKind.Array
        ? audience.EnumerateArray().Any(a => string.Equals(StrictJson.Text(a), value, StringComparison.Ordinal))
        : string.Equals(StrictJson.Text(audience), value, StringComparison.Ordinal));

    /// <summary>Whether the key signed it, with an algorithm that is allowed; <c>none</c> and HMAC never are.</summary>
    public bool IsSignedBy(PublicKey key) =>
        HeaderText("alg") is { } algorithm
        && Algorithms.Contains(algorithm, StringComparer.Ordinal)
        && !_header.ContainsKey("crit")
        && key.Verify(algorithm, _signingInput, _signature);

    private static Dictionary<string, JsonElement>? Object(string part)
    {
        if (Base64UrlText.Decode(part) is not { } bytes || !StrictJson.TryParse(bytes, out var document, out _))
        {
            return null;
        }

        using (document)
        {
            return StrictJson.TryMembers(document.RootElement.Clone(), out var members, out _) ? members : null;
        }
    }
}
