using RiskFunctions.Okta.OAuth.Keys;

namespace RiskFunctions.SecurityEvents.Keys;

/// <summary>
/// The JWK set that Okta reads, oldest key first. It also holds when each key came and was replaced, in members that other readers ignore
/// (RFC 7517, section 4). So all instances know it, and no restart forgets it (docs/adr/0016-a-key-is-read-before-it-signs.md).
/// </summary>
internal sealed record PublicKeySet(IReadOnlyList<PublishedKey> Keys)
{
    /// <summary>How long a key stays after its last signature: one of its tokens may still be read.</summary>
    public static readonly TimeSpan Stay = TimeSpan.FromDays(2);

    private const string PublishedAt = "published_at";

    private const string ReplacedAt = "replaced_at";

    public bool Holds(SigningKey key) => Find(key) is not null;

    /// <summary>Whether the key may sign: Okta has had <paramref name="lead"/> to read it, or it is the first key.</summary>
    public bool Allows(SigningKey key, DateTimeOffset now, TimeSpan lead) =>
        Find(key) is { } own && (ReferenceEquals(own, Keys[0]) || now >= own.PublishedAt + lead);

    /// <summary>The set with the secret's newest key, without keys that nobody needs any more.</summary>
    public PublicKeySet With(SigningKey newest, DateTimeOffset now, TimeSpan lead)
    {
        List<PublishedKey> keys =
        [
            .. Keys
                .Where(k => k.IsOf(newest) || !k.Kid.Equals(newest.Kid, StringComparison.Ordinal))
                .Select(k => k with { ReplacedAt = k.IsOf(newest) ? null : k.ReplacedAt ?? now })
                .Where(k => k.ReplacedAt is not { } replaced || now < replaced + lead + Stay),
        ];
        if (!Holds(newest))
        {
            keys.Add(PublishedKey.Of(newest, now));
        }

        return new PublicKeySet(keys);
    }

    public string Write() => JsonObjectText.Write(json =>
    {
        json.WriteStartArray("keys");
        foreach (var key in Keys)
        {
            json.WriteStartObject();
            json.WriteString("kty", "RSA");
            json.WriteString("use", "sig");
            json.WriteString("alg", "RS256");
            json.WriteString("kid", key.Kid);
            json.WriteString("n", key.Modulus);
            json.WriteString("e", key.Exponent);
            WriteTime(json, PublishedAt, key.PublishedAt);
            WriteTime(json, ReplacedAt, key.ReplacedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Reads what <see cref="Write"/> wrote. A key without a time counts from now. What is no RSA key is left out.</summary>
    /// <returns>Null for a text that is no JWK set.</returns>
    public static PublicKeySet? Parse(string text, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return new PublicKeySet(
            [
                .. from jwk in document.RootElement.GetProperty("keys").EnumerateArray()
                   where Text(jwk, "kty") is "RSA"
                   let key = (Kid: Text(jwk, "kid"), Modulus: Text(jwk, "n"), Exponent: Text(jwk, "e"))
                   where key is { Kid: not null, Modulus: not null, Exponent: not null }
                   select new PublishedKey
                   {
                       Kid = key.Kid,
                       Modulus = key.Modulus,
                       Exponent = key.Exponent,
                       PublishedAt = ReadTime(jwk, PublishedAt) ?? now,
                       ReplacedAt = ReadTime(jwk, ReplacedAt),
                   },
            ]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private PublishedKey? Find(SigningKey key) => Keys.FirstOrDefault(k => k.IsOf(key));

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            json.WriteNumber(name, at.ToUnixTimeSeconds());
        }
    }

    private static DateTimeOffset? ReadTime(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static string? Text(JsonElement jwk, string name) => jwk.TryGetProperty(name, out var value) ? value.GetString() : null;
}
