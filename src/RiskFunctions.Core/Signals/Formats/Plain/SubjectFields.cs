using RiskFunctions.Signals.Addresses;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Plain;

/// <summary>The fields that our own format and Okta's share. All must be right: the sender wrote them for us.</summary>
internal static class SubjectFields
{
    public static ReadFault? ReadTimes(JsonFields fields, ReadScope scope, out SignalTimes times)
    {
        times = default;
        if (fields.ReadTime("timestamp", offsetRequired: true, out var ownTime) is { } badTime)
        {
            return badTime;
        }

        if (fields.ReadTime("expiresAt", offsetRequired: true, out var ownExpiry) is { } badExpiry)
        {
            return badExpiry;
        }

        return scope.Screening.Complete(ownTime ?? scope.Time, ownExpiry, out times);
    }

    public static ReadFault? Read(JsonFields subject, SignalTimes times, ReadScope scope)
    {
        if (subject.RequireText("ip", out var ip) is { } badAddress)
        {
            return badAddress;
        }

        if (!AddressText.TryParse(ip, out var address, out var why))
        {
            return ReadFault.Invalid("ip", why);
        }

        return ReadStatement(subject, out var level, out var message) ?? scope.Screening.Add(address, level, times, message);
    }

    /// <summary>A user alone.</summary>
    public static ReadFault? ReadUser(JsonFields subject, SignalTimes times, ReadScope scope)
    {
        if (subject.RequireText("user", out var name) is { } badName)
        {
            return badName;
        }

        if (!SignalUser.TryParse(name, out var user))
        {
            return ReadFault.Invalid("user", "must be a full name, such as name@example.com");
        }

        return ReadStatement(subject, out var level, out var message) ?? scope.Screening.Add(user, level, times, message);
    }

    /// <summary>A user beside an address. Some senders use that field for other things, so text that is no full name is left out.</summary>
    public static ReadFault? ReadUserBeside(JsonFields subject, SignalTimes times, ReadScope scope)
    {
        if (!subject.TryGet("user", out _))
        {
            return null;
        }

        if (SignalUser.TryParse(subject.TextOrNull("user"), out _))
        {
            return ReadUser(subject, times, scope);
        }

        scope.Screening.LeaveOut(LeftOutUserReason.NoFullName);
        return null;
    }

    private static ReadFault? ReadStatement(JsonFields subject, out RiskLevel level, out string? message)
    {
        (level, message) = (default, null);
        if (subject.RequireText("riskLevel", out var levelText) is { } badLevel)
        {
            return badLevel;
        }

        if (!RiskLevelText.TryParse(levelText, out level))
        {
            return ReadFault.Invalid("riskLevel", $"must be HIGH, MEDIUM or LOW, not {Quotation.Of(levelText)}");
        }

        return subject.ReadText("message", out message);
    }
}
