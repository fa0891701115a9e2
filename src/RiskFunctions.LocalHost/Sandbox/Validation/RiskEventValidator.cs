using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Json;

namespace RiskFunctions.LocalHost.Sandbox.Validation;

/// <summary>
/// Okta's rules for the body of <c>POST /api/v1/risk/events/ip</c>, read from raw JSON: nothing here is shared with the code that writes it.
/// Stricter than the schema where the schema is silent: a property that it does not name, a null and a repeated key are faults.
/// </summary>
internal static class RiskEventValidator
{
    /// <summary>Most events in one request (description of the operation).</summary>
    public const int MostEvents = 20;

    /// <summary>Most subjects in one event (older Okta page "Risk Events").</summary>
    public const int MostSubjects = 50;

    /// <summary>What is wrong with a body, one text for each fault that names the field and never holds a value; empty when it is valid.</summary>
    public static IReadOnlyList<string> Validate(ReadOnlySpan<byte> body) => Read(body) switch
    {
        ReadBody.Valid => [],
        ReadBody.Invalid invalid => invalid.Faults,
        ReadBody.NotJson notJson => [notJson.Fault],
        _ => throw new InvalidOperationException("Unknown case."),
    };

    /// <summary>Reads a body and judges it. Total: no bytes make it throw.</summary>
    public static ReadBody Read(ReadOnlySpan<byte> body)
    {
        if (!StrictJson.TryParse(body, out var document, out var fault))
        {
            return new ReadBody.NotJson($"body: {fault}");
        }

        using (document)
        {
            var faults = new List<string>();
            var events = ReadList(document.RootElement, "body", "", MostEvents, faults, ReadEvent);
            return faults.Count == 0 ? new ReadBody.Valid(events) : new ReadBody.Invalid(faults);
        }
    }

    private static ReceivedEvent? ReadEvent(JsonElement value, string path, List<string> faults)
    {
        if (Members(value, path, faults, "subjects", "timestamp", "expiresAt") is not { } members)
        {
            return null;
        }

        var timestamp = ReadTime(members, path, "timestamp", faults);
        var expiresAt = ReadTime(members, path, "expiresAt", faults);
        if (!members.TryGetValue("subjects", out var subjects))
        {
            faults.Add($"{path}.subjects: is missing");
            return null;
        }

        var list = ReadList(subjects, $"{path}.subjects", $"{path}.subjects", MostSubjects, faults, ReadSubject);
        return new ReceivedEvent { Subjects = list, Timestamp = timestamp, ExpiresAt = expiresAt };
    }

    private static ReceivedSubject? ReadSubject(JsonElement value, string path, List<string> faults)
    {
        if (Members(value, path, faults, "ip", "riskLevel", "message") is not { } members)
        {
            return null;
        }

        var ip = ReadText(members, path, "ip", required: true, SubjectRules.IsAddress, "must be an IPv4 or IPv6 address", faults);
        var level = ReadText(members, path, "riskLevel", required: true, SubjectRules.IsRiskLevel, "must be LOW, MEDIUM or HIGH", faults);
        var message = ReadText(members, path, "message", required: false, SubjectRules.HasMessageAlphabet, @"must match ^[a-zA-Z0-9 .\-_]*$", faults);
        if (message?.Length > SubjectRules.LongestMessage)
        {
            faults.Add($"{path}.message: must have at most {SubjectRules.LongestMessage} characters");
        }

        return ip is null || level is null ? null : new ReceivedSubject { Ip = ip, RiskLevel = level, Message = message };
    }

    private static string? ReadTime(Dictionary<string, JsonElement> members, string path, string name, List<string> faults) =>
        ReadText(members, path, name, required: false, SubjectRules.IsTime, "must be an RFC 3339 time such as 2026-03-04T05:06:07.089Z", faults);

    private static List<T> ReadList<T>(
        JsonElement value, string name, string path, int most, List<string> faults, Func<JsonElement, string, List<string>, T?> read)
        where T : class
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.Add($"{name}: must be an array");
            return [];
        }

        var count = value.GetArrayLength();
        if (count == 0 || count > most)
        {
            faults.Add($"{name}: must have 1 to {most} elements and has {count}");
            return [];
        }

        var list = new List<T>(count);
        foreach (var element in value.EnumerateArray().Index())
        {
            if (read(element.Item, $"{path}[{element.Index}]", faults) is { } item)
            {
                list.Add(item);
            }
        }

        return list;
    }

    private static Dictionary<string, JsonElement>? Members(JsonElement value, string path, List<string> faults, params ReadOnlySpan<string> known)
    {
        if (!StrictJson.TryMembers(value, out var members, out var fault))
        {
            faults.Add($"{path}: {fault}");
            return null;
        }

        foreach (var name in members.Keys)
        {
            if (!known.Contains(name))
            {
                faults.Add($"{path}.{name}: is not a documented property");
            }
        }

        return members;
    }

    private static string? ReadText(
        Dictionary<string, JsonElement> members,
        string path,
        string name,
        bool required,
        Predicate<string> rule,
        string ruleText,
        List<string> faults)
    {
        if (!members.TryGetValue(name, out var value))
        {
            if (required)
            {
                faults.Add($"{path}.{name}: is missing");
            }

            return null;
        }

        if (StrictJson.Text(value) is not { } text)
        {
            faults.Add($"{path}.{name}: must be a string");
            return null;
        }

        if (!rule(text))
        {
            faults.Add($"{path}.{name}: {ruleText}");
        }

        return text;
    }
}
