using System.Security.Cryptography;

namespace RiskFunctions.Okta.OAuth.Keys;

/// <summary>Reads a private key from PEM (RFC 7468): PKCS#8, PKCS#1 or SEC1. Other blocks (EC PARAMETERS, CERTIFICATE) are passed over.</summary>
internal static class PemReader
{
    public static SigningKey Read(string text)
    {
        // Secrets that went through a shell or a JSON file often hold their line ends as the two characters \n.
        var pem = text.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);
        if (pem.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new FormatException("the PEM is encrypted with a password; store the key without one (the vault is what protects it).");
        }

        var labels = new List<string>();
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var label = rest[fields.Label].ToString();
            labels.Add(label);
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                return Read(label, rest[fields.Base64Data]);
            }

            rest = rest[fields.Location.End..];
        }

        throw new FormatException(labels switch
        {
            [] => "the PEM is damaged: no complete block between BEGIN and END.",
            _ when labels.Exists(l => l.EndsWith("PUBLIC KEY", StringComparison.Ordinal)) => "it holds the public key only; the private key is needed.",
            _ when labels.Contains("CERTIFICATE") => "it holds a certificate only; the private key is needed.",
            _ => "the PEM holds no private key.",
        });
    }

    private static SigningKey Read(string label, ReadOnlySpan<char> base64)
    {
        var der = Convert.FromBase64String(base64.ToString());
        try
        {
            return label switch
            {
                "RSA PRIVATE KEY" => Rsa(der, static (key, bytes) => key.ImportRSAPrivateKey(bytes, out _)),
                "EC PRIVATE KEY" => Ec(der, static (key, bytes) => key.ImportECPrivateKey(bytes, out _)),
                "PRIVATE KEY" => Rsa(der, static (key, bytes) => key.ImportPkcs8PrivateKey(bytes, out _))
                    ?? Ec(der, static (key, bytes) => key.ImportPkcs8PrivateKey(bytes, out _)),
                _ => null,
            } ?? throw new FormatException("the PEM's private key is neither RSA nor EC on P-256, or it is damaged.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static SigningKey? Rsa(byte[] der, Action<RSA, byte[]> import) =>
        Imported(RSA.Create(), der, import) is { } key ? SigningKey.Of(key, kid: null) : null;

    private static SigningKey? Ec(byte[] der, Action<ECDsa, byte[]> import) =>
        Imported(ECDsa.Create(), der, import) is { } key ? SigningKey.Of(key, kid: null) : null;

    private static TKey? Imported<TKey>(TKey key, byte[] der, Action<TKey, byte[]> import)
        where TKey : AsymmetricAlgorithm
    {
        try
        {
            import(key, der);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }
}
