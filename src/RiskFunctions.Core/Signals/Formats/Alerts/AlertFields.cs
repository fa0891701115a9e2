using System.Diagnostics.CodeAnalysis;
using RiskFunctions.Signals.Evidence;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Alerts;

/// <summary>
/// Reads an alert by the names that its product gives the fields. What it says holds for all its addresses. Only the severity must be right; another
/// wrong field is passed over with a warning.
/// </summary>
internal sealed record AlertFields
{
    /// <summary>The first that is there. One must be: otherwise a HIGH alert would pass as LOW unseen.</summary>
    public required IReadOnlyList<string> Severity { get; init; }

    /// <summary>The first that is there.</summary>
    public required IReadOnlyList<string> Title { get; init; }

    /// <summary>Id, the first that is there; text or a number.</summary>
    public required IReadOnlyList<string> Id { get; init; }

    /// <summary>When it was seen: the first that is a time, else the time of the scope.</summary>
    public required IReadOnlyList<string> Time { get; init; }

    /// <summary>Evidence (entities), the first that is there: an array, or text that holds one. Without it an alert names no address.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <param name="severityOfParent">Used when the alert has no severity; null when there is none.</param>
    /// <param name="warning">Noted when the alert is read; null for none.</param>
    public ReadFault? Read(JsonFields alert, ReadScope scope, string? severityOfParent = null, ReadWarning? warning = null)
    {
        if (Clearance.Clears(alert, scope.Screening.Notes))
        {
            return null;
        }

        if (!TryRead(alert, scope, severityOfParent, out var facts, out var fault))
        {
            return fault;
        }

        if (warning is not null)
        {
            scope.Screening.Notes.Add(warning);
        }

        return Evidence.FirstOrDefault(name => alert.TryGet(name, out _)) is { } field && alert.TryGet(field, out var found)
            ? scope.Screening.Notes.ReadField(field, () => ReadEvidence(found, facts, scope))
            : null;
    }

    private bool TryRead(
        JsonFields body,
        ReadScope scope,
        string? severityOfParent,
        [NotNullWhen(true)] out AlertFacts? facts,
        [NotNullWhen(false)] out ReadFault? fault)
    {
        facts = null;
        fault = ReadSeverity(body, severityOfParent, out var severity, out var severityField);
        if (fault is not null)
        {
            return false;
        }

        var timestamp = FirstTime(body, scope) ?? scope.Time;
        facts = new AlertFacts
        {
            Level = scope.Screening.Rules.LevelOf(severity),
            Timestamp = timestamp,
            ExpiresAt = scope.Screening.Rules.DefaultExpiry(timestamp),
            Title = FirstText(Title, body, scope, numbers: false),
            Id = FirstText(Id, body, scope, numbers: true),
        };
        if (!scope.Screening.Rules.Knows(severity))
        {
            scope.Screening.Notes.Add(
                new ReadWarning(severityField, "is a severity that is not known and counts as LOW; Signals:SeverityMap can say what it is")
                {
                    Quote = Quotation.Of(severity),
                });
        }

        return true;
    }

    private ReadFault? ReadSeverity(JsonFields body, string? severityOfParent, out string severity, out string field)
    {
        field = Severity[0];
        foreach (var name in Severity)
        {
            if (body.TryGet(name, out _))
            {
                field = name;
                return body.RequireText(name, out severity);
            }
        }

        severity = severityOfParent ?? string.Empty;
        return severityOfParent is null ? body.Missing(Severity[0]) : null;
    }

    private static string? FirstText(IReadOnlyList<string> names, JsonFields body, ReadScope scope, bool numbers)
    {
        foreach (var name in names)
        {
            if (!body.TryGet(name, out var value))
            {
                continue;
            }

            if (value.ValueKind == JsonValueKind.Number && numbers)
            {
                return value.GetRawText();
            }

            if (value.ValueKind != JsonValueKind.String)
            {
                scope.Screening.Notes.Add(new ReadWarning(name, $"must be text, not {value.Describe()}"));
            }
            else if (value.GetString() is { } text && !string.IsNullOrWhiteSpace(text))
            {
                return text;
            }
        }

        return null;
    }

    // These products document their times as UTC, even without an offset.
    private DateTimeOffset? FirstTime(JsonFields body, ReadScope scope)
    {
        foreach (var name in Time)
        {
            var fault = body.ReadTime(name, offsetRequired: false, out var time);
            if (fault is not null)
            {
                scope.Screening.Notes.Add(new ReadWarning(name, "is not an ISO 8601 time"));
            }
            else if (time is { } seen && !SignalTime.IsPlaceholder(seen, scope.Screening.Now))
            {
                return seen;
            }
        }

        return null;
    }

    private static ReadFault? ReadEvidence(JsonElement found, AlertFacts facts, ReadScope scope) => found.ValueKind switch
    {
        JsonValueKind.Array => new EvidenceReader(facts, scope.Screening, found).Read(),
        JsonValueKind.String => ReadText(found.GetString()!, facts, scope),
        _ => ReadFault.Invalid(string.Empty, $"must be an array, not {found.Describe()}"),
    };

    private static ReadFault? ReadText(string text, AlertFacts facts, ReadScope scope)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!JsonBody.TryParse(Encoding.UTF8.GetBytes(text), out var inner, out var fault))
        {
            return ReadFault.Invalid(string.Empty, $"must be an array, or text that holds one, and {fault.Text}");
        }

        using (inner)
        {
            return inner.Root.ValueKind switch
            {
                JsonValueKind.Array => new EvidenceReader(facts, scope.Screening, inner.Root).Read(),
                JsonValueKind.Null => null,
                _ => ReadFault.Invalid(string.Empty, $"must hold an array, not {inner.Root.Describe()}"),
            };
        }
    }
}
