using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Evidence;

/// <summary>
/// Tells whether an alert or incident was cleared: closed or resolved as no threat, or redirected into another incident that repeats it.
/// Knows the words of Sentinel (https://learn.microsoft.com/rest/api/securityinsights/incidents), of the Graph security API (alertStatus,
/// alertClassification, alertDetermination) and of Defender's older APIs, which write <c>Informational, expected activity</c>.
/// </summary>
internal static class Clearance
{
    // The SecurityAlert table and Defender for Cloud write "dismissed" for a false positive.
    private const string Dismissed = "dismissed";
    private const string Redirected = "redirected";

    private static readonly string[] Ended = ["closed", "resolved"];

    // Sentinel's playbook action joins classification and reason: "BenignPositive - SuspiciousButExpected".
    private static readonly (string Start, string Shown)[] NoThreat =
        [
            ("falsepositive", "falsePositive"),
            ("benignpositive", "benignPositive"),
            ("informational", "informationalExpectedActivity"),
            ("expectedactivity", "expectedActivity"),
        ];

    // Count only where nobody gave a classification.
    private static readonly string[] NoThreatDeterminations =
        ["notmalicious", "clean", "securitytesting", "securitytest", "confirmedactivity", "confirmeduseractivity", "lineofbusinessapplication"];

    private static readonly string[] NoClassification = ["", "unknown", "none", "notset", "unknownfuturevalue"];

    /// <summary>True when the alert was cleared, with a note that says why.</summary>
    public static bool Clears(JsonFields alert, ReadNotes notes)
    {
        var why = Of(alert);
        if (why is not null)
        {
            notes.Add(new ClearedAlert(string.Empty, why));
        }

        return why is not null;
    }

    /// <summary>What says that it was cleared, fit for a log; null when it was not.</summary>
    private static string? Of(JsonFields alert)
    {
        var status = Word(alert, "status");
        if (status == Redirected || IsSet(alert, "redirectIncidentId"))
        {
            return "redirected into another incident";
        }

        if (status == Dismissed)
        {
            return "status dismissed";
        }

        // A missing status was cut away by a playbook. The classification is the analyst's.
        var hasEnded = status.Length == 0 || Array.IndexOf(Ended, status) >= 0;
        if (!hasEnded)
        {
            return null;
        }

        if (status.Length > 0 && HasLabel(alert, Redirected))
        {
            return $"status {status}, label redirected";
        }

        var said = status.Length == 0 ? string.Empty : $"status {status}, ";
        var classification = Word(alert, "classification");
        foreach (var (start, shown) in NoThreat)
        {
            if (classification.StartsWith(start, StringComparison.Ordinal))
            {
                return $"{said}classification {shown}";
            }
        }

        var determination = Word(alert, "determination");
        return status.Length > 0 && Array.IndexOf(NoClassification, classification) >= 0 && Array.IndexOf(NoThreatDeterminations, determination) >= 0
            ? $"{said}determination {determination}"
            : null;
    }

    private static string Word(JsonFields alert, string name)
    {
        Span<char> word = stackalloc char[KnownWord.Longest];
        return alert.TryGet(name, out var value) && KnownWord.TryRead(value, word, out var length) ? word[..length].ToString() : string.Empty;
    }

    private static bool IsSet(JsonFields alert, string name) => alert.TryGet(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) && text != "0",
        JsonValueKind.Number => value.GetRawText() != "0",
        _ => false,
    };

    // Sentinel's labels are objects with a labelName, Defender's tags are texts.
    private static bool HasLabel(JsonFields alert, string label)
    {
        foreach (var name in (ReadOnlySpan<string>)["labels", "systemTags", "tags"])
        {
            if (!alert.TryGet(name, out var labels) || labels.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            foreach (var item in labels.EnumerateArray())
            {
                var text = item.ValueKind switch
                {
                    JsonValueKind.String => item.GetString(),
                    JsonValueKind.Object => new JsonFields(item, ignoreCase: true).TextOrNull("labelName"),
                    _ => null,
                };
                if (label.Equals(text?.Trim(), StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
