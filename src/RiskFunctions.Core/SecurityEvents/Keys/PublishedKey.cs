using RiskFunctions.Okta.OAuth.Keys;

namespace RiskFunctions.SecurityEvents.Keys;

/// <summary>The public half of an RSA key as it stands in the JWK set: RFC 7517, RFC 7518 section 6.3.1.</summary>
internal sealed record PublishedKey
{
    /// <summary>The <c>kid</c> with which it signs.</summary>
    public required string Kid { get; init; }

    /// <summary><c>n</c>, base64url.</summary>
    public required string Modulus { get; init; }

    /// <summary><c>e</c>, base64url.</summary>
    public required string Exponent { get; init; }

    /// <summary>Since when Okta can read it; null where we do not publish.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Since when the secret holds a newer one; null for the newest.</summary>
    public DateTimeOffset? ReplacedAt { get; init; }

    public static PublishedKey Of(SigningKey key, DateTimeOffset? publishedAt) => new()
    {
        Kid = key.Kid ?? key.PublicJwk.Thumbprint,
        Modulus = Member(key, "n"),
        Exponent = Member(key, "e"),
        PublishedAt = publishedAt,
    };

    /// <summary>A different key under the same <c>kid</c> is not this one.</summary>
    public bool IsOf(SigningKey key) => this == Of(key, PublishedAt) with { ReplacedAt = ReplacedAt };

    private static string Member(SigningKey key, string name) => key.PublicJwk.Element.GetProperty(name).GetString() ?? string.Empty;
}
