using System.Collections.Frozen;
using static RiskFunctions.Signals.Evidence.PlaceRule;

namespace RiskFunctions.Signals.Evidence;

/// <summary>
/// Every kind of evidence of the Graph security API (https://learn.microsoft.com/graph/api/resources/security-alertevidence) and of entity of Sentinel
/// (https://learn.microsoft.com/azure/sentinel/entities-reference), and what is done with its addresses. A test compares it with the table in
/// docs/reference/formats.md.
/// </summary>
internal static class EvidenceKinds
{
    public static readonly EvidenceKind Address = new("ip", []) { IsAddress = true };

    public static readonly EvidenceKind Connection = new("networkConnection", [new("sourceAddress", NearSide), new("destinationAddress", FarSide)]);

    public static readonly EvidenceKind Resolution = new(
        "dns", [new("ipAddresses", OwnRoles), new("ipAddress", OwnRoles), new("dnsServerIp", NameService), new("hostIpAddress", NameService)]);

    /// <summary>The kinds that hold addresses.</summary>
    public static readonly IReadOnlyList<EvidenceKind> WithAddresses =
    [
        Address,
        Connection,
        Resolution,
        new("device", [new("lastIpAddress", OwnMachine), new("lastExternalIpAddress", OwnMachine), new("ipInterfaces", OwnMachine)]),
        new("host", [new("ipInterfaces", OwnMachine)]),
        new("ioTDevice", [new("ipAddress", OwnMachine), new("nics", OwnMachine)]),
        new("nic", [new("ipAddress", OwnMachine)]),
        new("hostLogonSession", [new("host", OwnMachine)]),
        new("kubernetesPod", [new("podIp", OwnMachine)]),
        new("kubernetesService", [new("clusterIP", OwnMachine), new("externalIPs", OwnMachine)]),
        new("container", [new("pod", OwnMachine)]),
        new("analyzedMessage", [new("senderIp", MailServer)]),
        new("mailMessage", [new("senderIp", MailServer)]),
        new("submissionMail", [new("senderIp", MailServer)]),
        new("sasToken", [new("allowedIpAddresses", AccessRule)]),
    ];

    /// <summary>The kinds that hold none.</summary>
    public static readonly IReadOnlyList<string> WithoutAddresses =
    [
        "account", "activeDirectoryDomain", "activeDirectoryObject", "aiAgent", "amazonResource", "awsResource", "azureResource", "blob", "blobContainer",
        "cloudApplication", "cloudLogonRequest", "cloudLogonSession", "containerImage", "containerRegistry", "file", "fileHash", "gcpResource",
        "gitHubOrganization", "gitHubRepo", "gitHubUser", "googleCloudResource", "huntingBookmark", "kubernetesCluster", "kubernetesController",
        "kubernetesNamespace", "kubernetesSecret", "kubernetesServiceAccount", "mailbox", "mailboxConfiguration", "mailCluster", "malware",
        "oauthApplication", "process", "registry", "registryKey", "registryValue", "securityAlert", "securityGroup", "servicePrincipal", "spn",
        "teamsMessage", "url", "user",
    ];

    // Other names of the same things, in Sentinel and in the APIs of Defender for Endpoint and Microsoft 365 Defender.
    private static readonly (string Other, string Name)[] Aliases =
    [
        ("ipAddress", "ip"), ("dnsResolution", "dns"), ("machine", "device"), ("kubernetesPods", "kubernetesPod"), ("pod", "kubernetesPod"),
        ("mail", "mailMessage"),
    ];

    private static readonly FrozenDictionary<string, EvidenceKind> ByName = Index();

    private static readonly FrozenDictionary<string, EvidenceKind>.AlternateLookup<ReadOnlySpan<char>> BySpan = ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The kind of that name, without regard to case, hyphens, namespace, <c>#</c> and <c>Evidence</c>; null when it is not known.</summary>
    public static EvidenceKind? Find(JsonElement name)
    {
        if (name.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        // Skips the namespace, which OData writes with dots and Azure with slashes.
        var raw = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(name)[1..^1];
        raw = raw[(raw.LastIndexOfAny((byte)'.', (byte)'/') + 1)..];
        Span<char> word = stackalloc char[KnownWord.Longest];
        var length = 0;
        foreach (var character in raw)
        {
            if (char.IsAsciiLetterOrDigit((char)character))
            {
                if (length == word.Length)
                {
                    return null;
                }

                word[length++] = char.ToLowerInvariant((char)character);
            }
        }

        ReadOnlySpan<char> plain = word[..length];
        return BySpan.TryGetValue(plain.EndsWith("evidence") ? plain[..^"evidence".Length] : plain, out var kind) ? kind : null;
    }

    private static FrozenDictionary<string, EvidenceKind> Index()
    {
        var kinds = WithAddresses.Concat(WithoutAddresses.Select(name => new EvidenceKind(name, [])))
            .ToDictionary(kind => KnownWord.Plain(kind.Name), StringComparer.Ordinal);
        foreach (var (other, name) in Aliases)
        {
            kinds.Add(KnownWord.Plain(other), kinds[KnownWord.Plain(name)]);
        }

        return kinds.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
