using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RiskFunctions.Testing.Azurite;

/// <summary>Signs account SAS queries with Azurite's public development key, which protects nothing.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/create-account-sas</remarks>
internal static class AzuriteSas
{
    public const string Account = "devstoreaccount1";

    private const string Version = "2024-11-04";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>A query (without the question mark) that allows <paramref name="permissions"/> on containers and blobs until <paramref name="expiry"/>.</summary>
    public static string Query(string permissions, DateTimeOffset expiry)
    {
        var end = expiry.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        // Account, permissions, services, resource types, start, expiry, addresses, protocol, version, encryption scope.
        string[] fields = [Account, permissions, "b", "co", string.Empty, end, string.Empty, "https,http", Version, string.Empty];
        var text = string.Concat(fields.Select(field => field + "\n"));
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Key), Encoding.UTF8.GetBytes(text)));
        return $"sv={Version}&ss=b&srt=co&sp={permissions}&se={Uri.EscapeDataString(end)}&spr=https,http&sig={Uri.EscapeDataString(signature)}";
    }
}
