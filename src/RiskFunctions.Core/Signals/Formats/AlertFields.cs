using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals.Formats;

/// <summary>Reads what an alert says of all its addresses from fields that each product names its own way.</summary>
internal sealed record AlertFields
{
    /// <summary>Must be there: without it a HIGH alert would pass as LOW unseen.</summary>
    public required string Severity { get; init; }

    public required string Title { get; init; }

    /// <summary>Id, the first that is there; text or a number.</summary>
    public required IReadOnlyList<string> Id { get; init; }

    /// <summary>When it was seen, the first that is there; else the time of the scope.</summary>
    public required IReadOnlyList<string> Time { get; init; }

    /// <param name="body">The alert.</param>
    /// <param name="scope">Its scope.</param>
    /// <param name="severityOfParent">Stands in when the alert has no severity; null when there is none to stand in.</param>
    /// <param name="facts">What it says; null only together with a fault.</param>
    /// <param name="fault">The first thing that is wrong; null when all is well.</param>
    public bool TryRead(JsonFields body, ReadScope scope, string? severityOfParent, [NotNullWhen(true)] out AlertFacts? facts, [NotNullWhen(false)] out ReadFault? fault)
    {
        facts = null;
        fault = ReadSeverity(body, severityOfParent, out var severity);
        if (fault is not null)
        {
            return false;
        }

        fault = body.ReadText(Title, out var title);
        if (fault is not null)
        {
            return false;
        }

        fault = FirstId(body, out var id);
        if (fault is not null)
        {
            return false;
        }

        fault = FirstTime(body, out var time);
        if (fault is not null)
        {
            return false;
        }

        var timestamp = time ?? scope.Time;
        facts = new AlertFacts
        {
            Level = scope.Intake.Rules.LevelOf(severity),
            Timestamp = timestamp,
            ExpiresAt = scope.Intake.Rules.DefaultExpiry(timestamp),
            Title = title,
            Id = id,
        };
        return true;
    }

    private ReadFault? ReadSeverity(JsonFields body, string? severityOfParent, out string severity)
    {
        if (severityOfParent is null)
        {
            return body.RequireText(Severity, out severity);
        }

        var fault = body.ReadText(Severity, out var own);
        severity = own ?? severityOfParent;
        return fault;
    }

    private ReadFault? FirstId(JsonFields body, out string? id)
    {
        id = null;
        foreach (var name in Id)
        {
            if (body.TryGet(name, out var value) && value.ValueKind == JsonValueKind.Number)
            {
                id = value.GetRawText();
                return null;
            }

            var fault = body.ReadText(name, out id);
            if (fault is not null || !string.IsNullOrWhiteSpace(id))
            {
                return fault;
            }
        }

        return null;
    }

    // Times of these products are UTC by their documentation, whether they say so or not.
    private ReadFault? FirstTime(JsonFields body, out DateTimeOffset? time)
    {
        time = null;
        foreach (var name in Time)
        {
            var fault = body.ReadTime(name, offsetRequired: false, out time);
            if (fault is not null || time is not null)
            {
                return fault;
            }
        }

        return null;
    }
}
