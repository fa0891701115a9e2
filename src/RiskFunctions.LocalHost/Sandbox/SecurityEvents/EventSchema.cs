using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Json;
using RiskFunctions.LocalHost.Sandbox.Validation;

namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>
/// Okta's schema of the claim <c>events</c> (management API 2026.06.3, SecurityEventTokenRequestJwtEvents), read from raw JSON.
/// Stricter than the schema where it is silent: a type or property that it does not name is a fault.
/// </summary>
internal static class EventSchema
{
    private const string Okta = "https://schemas.okta.com/secevent/okta/event-type/";
    private const string Caep = "https://schemas.openid.net/secevent/caep/event-type/";
    private const string Risc = "https://schemas.openid.net/secevent/risc/event-type/";

    private static readonly string[] ReasonFields = ["reason_admin", "reason_user"];

    private static readonly Rule Address = new(v => StrictJson.Text(v) is { } text && SubjectRules.IsAddress(text), "must be an IPv4 or IPv6 address");
    private static readonly Rule AnyText = new(v => StrictJson.Text(v) is { Length: > 0 }, "must be a string that is not empty");
    private static readonly Rule Level = OneOf("low", "medium", "high", "secure", "none");
    private static readonly Rule Status = OneOf("compliant", "not-compliant");
    private static readonly Rule Reason = new(v => Reasons(v) is { Count: > 0 }, "must be an object of texts by language, such as {\"en\":\"...\"}");

    private static readonly Dictionary<string, Rule> Common = new(StringComparer.Ordinal)
    {
        ["event_timestamp"] = new(IsEpochSeconds, "must be epoch seconds, ten digits"),
        ["subject"] = new(v => v.ValueKind == JsonValueKind.Object, "must be an object"),
        ["initiating_entity"] = OneOf("admin", "user", "policy", "system"),
        ["reason_admin"] = Reason,
        ["reason_user"] = Reason,
    };

    private static readonly Dictionary<string, EventType> Types = new(StringComparer.Ordinal)
    {
        [$"{Okta}user-risk-change"] = new(SubjectFormats.User, Required("current_level", "previous_level", Level)),
        [$"{Okta}device-risk-change"] = new(SubjectFormats.Device, Required("current_level", "previous_level", Level)),
        [$"{Okta}ip-change"] = new(null, Required("current_ip_address", "previous_ip_address", Address)),
        [$"{Caep}device-compliance-change"] = new(SubjectFormats.Device, Required("current_status", "previous_status", Status)),
        [$"{Caep}session-revoked"] = new(
            null, [.. Optional(Address, "current_ip", "last_known_ip"), .. Optional(AnyText, "current_user_agent", "last_known_user_agent")]),
        [$"{Risc}identifier-changed"] = new(SubjectFormats.User, [.. Optional(AnyText, "new-value")]),
    };

    /// <summary>Epoch seconds are told from milliseconds by their length; both would be read as a number.</summary>
    public static bool IsEpochSeconds(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 1_000_000_000 and <= 9_999_999_999;

    /// <summary>Reads the claim. What is wrong goes to <paramref name="faults"/>: the field by name, and none of its content.</summary>
    public static IReadOnlyList<ReceivedStatement> Read(JsonElement events, List<string> faults)
    {
        if (!StrictJson.TryMembers(events, out var members, out var structure) || members.Count == 0)
        {
            faults.Add($"events: {structure ?? "must not be empty"}");
            return [];
        }

        var statements = new List<ReceivedStatement>();
        foreach (var (uri, payload) in members)
        {
            if (!Types.TryGetValue(uri, out var type))
            {
                faults.Add("events: has a type that this org does not take");
            }
            else if (ReadEvent(uri[(uri.LastIndexOf('/') + 1)..], type, payload, faults) is { } statement)
            {
                statements.Add(statement);
            }
        }

        return statements;
    }

    private static ReceivedStatement? ReadEvent(string name, EventType type, JsonElement payload, List<string> faults)
    {
        if (!StrictJson.TryMembers(payload, out var members, out var structure))
        {
            faults.Add($"{name}: {structure}");
            return null;
        }

        foreach (var (field, value) in members)
        {
            var rule = Common.GetValueOrDefault(field) ?? Array.Find(type.Fields, f => f.Name == field)?.Rule;
            if (rule is null || !rule.Holds(value))
            {
                faults.Add($"{name}.{field}: {rule?.Text ?? "is not a documented property"}");
            }
        }

        string[] needed = ["event_timestamp", "subject", .. type.Fields.Where(f => f.IsRequired).Select(f => f.Name)];
        faults.AddRange(needed.Where(n => !members.ContainsKey(n)).Select(n => $"{name}.{n}: is missing"));
        if (!ReasonFields.Any(members.ContainsKey))
        {
            faults.Add($"{name}: needs reason_admin or reason_user");
        }

        if (!members.TryGetValue("subject", out var subject) || SubjectFormats.Read(subject, $"{name}.subject", type.Subject, faults) is not { } found)
        {
            return null;
        }

        var level = Text(members, "current_level");
        return new ReceivedStatement { Type = name, Level = level, SubjectKind = found.Kind, User = found.User, Reasons = AllReasons(members) };
    }

    private static List<string> AllReasons(Dictionary<string, JsonElement> members) =>
        [.. ReasonFields.Where(members.ContainsKey).SelectMany(n => Reasons(members[n]) ?? [])];

    /// <summary>The texts of a reason; null when something in it is no text.</summary>
    private static List<string>? Reasons(JsonElement value) =>
        StrictJson.TryMembers(value, out var languages, out _) && languages.Values.All(v => AnyText.Holds(v))
            ? [.. languages.Values.Select(v => StrictJson.Text(v)!)]
            : null;

    private static string? Text(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) ? StrictJson.Text(value) : null;

    private static Rule OneOf(params string[] values) =>
        new(v => StrictJson.Text(v) is { } text && values.Contains(text, StringComparer.Ordinal), $"must be one of {string.Join(", ", values)}");

    private static IEnumerable<Field> Optional(Rule rule, params string[] names) => names.Select(n => new Field(n, false, rule));

    private static Field[] Required(string current, string previous, Rule rule) => [new(current, true, rule), new(previous, true, rule)];

    /// <param name="Subject">The subject that must be named; null for any.</param>
    /// <param name="Fields">What it has beside the common fields.</param>
    private sealed record EventType(string? Subject, Field[] Fields);

    private sealed record Field(string Name, bool IsRequired, Rule Rule);

    private sealed record Rule(Predicate<JsonElement> Holds, string Text);
}
