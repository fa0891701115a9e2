using RiskFunctions.Signals.Addresses;
using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals.Formats;

/// <summary>The fields that our own format and Okta's share. Every one of them must be right: the sender wrote them for us.</summary>
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

        return scope.Intake.Complete(ownTime ?? scope.Time, ownExpiry, out times);
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

        if (subject.RequireText("riskLevel", out var levelText) is { } badLevel)
        {
            return badLevel;
        }

        if (!RiskLevelText.TryParse(levelText, out var level))
        {
            return ReadFault.Invalid("riskLevel", $"must be HIGH, MEDIUM or LOW, not {Quotation.Of(levelText)}");
        }

        if (subject.ReadText("message", out var message) is { } badMessage)
        {
            return badMessage;
        }

        return scope.Intake.Add(address, level, times, message);
    }
}
