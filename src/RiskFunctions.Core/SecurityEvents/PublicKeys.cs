using Microsoft.Extensions.Options;
using RiskFunctions.Okta.OAuth;

namespace RiskFunctions.SecurityEvents;

/// <summary>Writes the two documents. Only public halves get this far: a <see cref="SigningKey"/> shows no other.</summary>
internal sealed class PublicKeys(SecurityEventKey key, IOptions<SecurityEventsOptions> options) : IPublicKeys
{
    public async ValueTask<string> KeySetAsync(CancellationToken cancellationToken) => KeySet([await key.ReadAsync(fresh: false, cancellationToken)]);

    // RFC 8935 is delivery by push: the one way that we know.
    public string Configuration(Uri keySet)
    {
        ArgumentNullException.ThrowIfNull(keySet);
        return JsonObjectText.Write(json =>
        {
            json.WriteString("spec_version", "1_0");
            json.WriteString("issuer", options.Value.Issuer);
            json.WriteString("jwks_uri", keySet.AbsoluteUri);
            json.WriteStartArray("delivery_methods_supported");
            json.WriteStringValue("urn:ietf:rfc:8935");
            json.WriteEndArray();
        });
    }

    /// <summary>Each key under the <c>kid</c> with which it signs.</summary>
    public static string KeySet(IReadOnlyList<SigningKey> keys) => JsonObjectText.Write(json =>
    {
        json.WriteStartArray("keys");
        foreach (var signing in keys)
        {
            json.WriteStartObject();
            json.WriteString("kid", signing.Kid);
            json.WriteString("use", "sig");
            json.WriteString("alg", signing.Algorithm);
            foreach (var member in signing.PublicJwk.Element.EnumerateObject())
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
