using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Json;

namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>
/// The subject of an event: a user, a device or both, each in a format of RFC 9493. Okta's examples have <c>email</c> for users and
/// <c>opaque</c> for devices; senders in the field also name a user by Okta's id, as <c>opaque</c> or <c>iss_sub</c>.
/// </summary>
internal static class SubjectFormats
{
    public const string User = "user";
    public const string Device = "device";

    private static readonly Dictionary<string, string[]> Formats = new(StringComparer.Ordinal)
    {
        ["user email"] = ["email"],
        ["user opaque"] = ["id"],
        ["user iss_sub"] = ["iss", "sub"],
        ["device opaque"] = ["id"],
    };

    /// <summary>What is named and how, and the user by address or id; null, with the reason in <paramref name="faults"/>, when it is not well said.</summary>
    public static (string Kind, string? User)? Read(JsonElement subject, string path, string? needed, List<string> faults)
    {
        if (!StrictJson.TryMembers(subject, out var members, out var structure) || members.Count == 0)
        {
            faults.Add($"{path}: {structure ?? "must not be empty"}");
            return null;
        }

        if (needed is not null && !members.ContainsKey(needed))
        {
            faults.Add($"{path}.{needed}: is missing");
            return null;
        }

        var kinds = new List<string>();
        string? user = null;
        foreach (var (who, value) in members)
        {
            if (ReadOne(who, value, out var name) is not { } kind)
            {
                faults.Add($"{path}.{who}: must be a user (email, opaque, iss_sub) or a device (opaque), with its format and no more");
                return null;
            }

            kinds.Add(kind);
            user = who == User ? name : user;
        }

        return (string.Join(", ", kinds), user);
    }

    private static string? ReadOne(string who, JsonElement value, out string? name)
    {
        name = null;
        if (!StrictJson.TryMembers(value, out var members, out _) || !members.Remove("format", out var format))
        {
            return null;
        }

        var kind = $"{who} {StrictJson.Text(format)}";
        if (!Formats.TryGetValue(kind, out var fields) || !fields.ToHashSet(StringComparer.Ordinal).SetEquals(members.Keys)
            || !members.Values.All(v => StrictJson.Text(v) is { Length: > 0 }))
        {
            return null;
        }

        name = StrictJson.Text(members[fields[^1]]);
        return fields[0] != "email" || IsAddress(name!) ? kind : null;
    }

    // RFC 9493 section 3.2.2: an addr-spec of RFC 5322. Only its outline: Okta compares it with sign-in names and delivers nothing.
    private static bool IsAddress(string text) =>
        text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && !text.AsSpan(at + 1).Contains('@')
        && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
}
