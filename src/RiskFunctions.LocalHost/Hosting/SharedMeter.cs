using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RiskFunctions.LocalHost.Hosting;

/// <summary>
/// The settings of a rate meter that several processes of this machine share in Azurite. Its development account and key are published and
/// protect nothing (https://learn.microsoft.com/azure/storage/common/storage-connect-azurite); what is signed with them opens nothing else.
/// </summary>
internal static class SharedMeter
{
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const string Container = "rate-meter";

    /// <summary>Read, write and create, and list; the store makes the container when it is not there.</summary>
    private const string Permissions = "rwlc";

    /// <summary>The version of the signature's form; Azurite 3.35 knows it.</summary>
    private const string Version = "2024-11-04";

    /// <summary>Longer than a process on somebody's machine runs.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <param name="blobs">Azurite's blob address, such as http://127.0.0.1:10000.</param>
    /// <param name="now">From when on the signature counts its life.</param>
    public static IReadOnlyDictionary<string, string?> Settings(Uri blobs, DateTimeOffset now) =>
        new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["RateMeter:Store"] = "Blob",
            ["RateMeter:ContainerUri"] = $"{blobs.GetLeftPart(UriPartial.Authority)}/{Account}/{Container}?{Signature(now + Lifetime)}",
        };

    /// <remarks>An account SAS: https://learn.microsoft.com/rest/api/storageservices/create-account-sas.</remarks>
    private static string Signature(DateTimeOffset until)
    {
        var expiry = until.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

        // Account, permissions, services (blob), resource types (container, object), start, expiry, addresses, protocols, version, encryption
        // scope; each ends its line.
        var toSign = $"{Account}\n{Permissions}\nb\nco\n\n{expiry}\n\nhttps,http\n{Version}\n\n";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Key), Encoding.UTF8.GetBytes(toSign)));
        return $"sv={Version}&ss=b&srt=co&sp={Permissions}&se={Uri.EscapeDataString(expiry)}&spr=https,http&sig={Uri.EscapeDataString(signature)}";
    }
}
