using System.Text.RegularExpressions;
using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests.Contract;

/// <summary>The settings by their app-setting names (<c>Okta__OrgUrl</c>); a list or table stands as its own name.</summary>
internal static class Settings
{
    /// <summary>What main.bicep, local.settings.sample.json and the table in docs/reference/settings.md must all have.</summary>
    public static readonly string[] All =
    [
        "Delivery__FillRequests", "Delivery__MaxHold", "Delivery__TimestampTolerance",
        "KeyVault__CacheDuration", "KeyVault__VaultUri",
        "Okta__ApiTokenSecret", "Okta__Authentication", "Okta__ClientId", "Okta__DPoP", "Okta__OrgUrl", "Okta__PrivateKeySecret",
        "RateMeter__ContainerUri", "RateMeter__RequestsPerMinute", "RateMeter__ReservedForHigh", "RateMeter__Store", "RateMeter__Window",
        "RiskEvents__Enabled",
        "SecurityEvents__Enabled", "SecurityEvents__Issuer", "SecurityEvents__KeyLeadTime", "SecurityEvents__MaxAge", "SecurityEvents__PublicKeysUri",
        "SecurityEvents__RequestsPerMinute", "SecurityEvents__SigningKeySecret", "SecurityEvents__SuffixMap", "SecurityEvents__UsersFromAlerts",
        "Signals__AllowPrivateAddresses", "Signals__DefaultLifetime", "Signals__ExcludedUsers", "Signals__SeverityMap", "Signals__TrustedNetworks",
        "SignalsTopic",
    ];

    /// <summary>The trigger's connection: by identity in Azure, a connection string on one machine.</summary>
    public static readonly string[] Connection = ["ServiceBus__clientId", "ServiceBus__credential", "ServiceBus__fullyQualifiedNamespace"];

    /// <summary>What the sources read: the public properties of every options class with a Section, LocalHost's own left out.</summary>
    public static IReadOnlyList<string> ReadByCode() =>
    [
        .. from path in Repository.Find("src", "*Options.cs")
           where !path.Contains("/RiskFunctions.LocalHost/")
           let text = Repository.Read(path)
           let section = Pattern.First(text, "const string Section = \"(\\w+)\"")
           where section is not null
           from property in Pattern.Matches(text, @"^\s+public (?!const|static|sealed|override)[\w<>?, ]+ (\w+) \{ get;")
           select $"{section}__{property}",
    ];

    /// <summary>Indexes and keys of lists and tables taken off.</summary>
    public static string Normalize(string name) => Regex.Replace(
        name.Replace(":", "__", StringComparison.Ordinal),
        @"^(?<name>Signals__(TrustedNetworks|SeverityMap|ExcludedUsers)|SecurityEvents__SuffixMap)__.*$",
        "${name}",
        RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));
}
