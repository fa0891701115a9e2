using System.Diagnostics.CodeAnalysis;
using RiskFunctions.Signals.Intake;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Formats.Alerts;

/// <summary>
/// Reads what an alert says of all its addresses. Each product names these fields differently. Only the severity must be right; another wrong field is
/// passed over with a warning.
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

    /// <param name="severityOfParent">Used when the alert has no severity; null when there is none.</param>
    public bool TryRead(
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
            Level = scope.Intake.Rules.LevelOf(severity),
            Timestamp = timestamp,
            ExpiresAt = scope.Intake.Rules.DefaultExpiry(timestamp),
            Title = FirstText(Title, body, scope, numbers: false),
            Id = FirstText(Id, body, scope, numbers: true),
        };
        if (!scope.Intake.Rules.Knows(severity))
        {
            scope.Intake.Notes.Add(
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
                scope.Intake.Notes.Add(new ReadWarning(name, $"must be text, not {value.Describe()}"));
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
                scope.Intake.Notes.Add(new ReadWarning(name, "is not an ISO 8601 time"));
            }
            else if (time is { } seen && !SignalTime.IsPlaceholder(seen, scope.Intake.Now))
            {
                return seen;
            }
        }

        return null;
    }
}
