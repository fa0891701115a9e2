using System.CommandLine;
using System.CommandLine.Parsing;
using RiskFunctions.LocalHost.Hosting;

namespace RiskFunctions.LocalHost.Commands.Options;

/// <summary>Where the processes of one machine share the rate meter, as an option.</summary>
internal static class SharedMeterOption
{
    public static Option<Uri?> Create() => new("--shared-meter")
    {
        Description = "Share the limit with other processes through Azurite: its blob address, http://127.0.0.1:10000. Give it to each of them.",
        HelpName = "URL",
        CustomParser = Parse,
    };

    /// <summary>Settings that win over the environment; none when the option is not given.</summary>
    public static IReadOnlyDictionary<string, string?> SettingsOf(Uri? blobs) => blobs is null
        ? new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        : SharedMeter.Settings(blobs, TimeProvider.System.GetUtcNow());

    private static Uri? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", IsLoopback: true })
        {
            return uri;
        }

        result.AddError(
            $"--shared-meter takes Azurite's blob address on this machine, such as http://127.0.0.1:10000, and not '{text}'. " +
            "For a storage account set RateMeter__Store=Blob and RateMeter__ContainerUri.");
        return null;
    }
}
