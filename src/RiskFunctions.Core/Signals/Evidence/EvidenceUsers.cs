using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Evidence;

/// <summary>
/// Takes the users out of one alert's accounts. Defender gives each account a verdict and roles. Sentinel's entities have none: whoever sends users of
/// alerts accepts that.
/// </summary>
internal static class EvidenceUsers
{
    public const string Account = "account";

    public const string User = "user";

    private static readonly string[] Suspected = ["suspicious", "malicious"];

    /// <summary>Reads the user of an account, or of a user's evidence.</summary>
    public static ReadFault? Read(in EvidenceView view, EvidenceKind kind, AlertFacts facts, SignalScreening screening)
    {
        if (WhyLeftOut(view, kind) is { } reason)
        {
            screening.LeaveOut(reason);
            return null;
        }

        var name = Name(new JsonFields(view.Fields, ignoreCase: true));
        return screening.AddUser(name, facts);
    }

    private static LeftOutUserReason? WhyLeftOut(in EvidenceView view, EvidenceKind kind)
    {
        if (EvidenceRoles.IsHarmless(view.Verdict))
        {
            return LeftOutUserReason.Harmless;
        }

        // An account that was attacked or taken over is the one at risk, so it is sent.
        if (EvidenceRoles.PartOf(view.Roles) == EvidencePart.Bystander)
        {
            return LeftOutUserReason.Bystander;
        }

        return kind.Name == Account || Says(view.Verdict, Suspected) || Says(view.Roles, "compromised") ? null : LeftOutUserReason.Unproven;
    }

    private static string? Name(JsonFields fields)
    {
        if (fields.TextOrNull("userPrincipalName") is { Length: > 0 } full)
        {
            return full;
        }

        if (fields.TryGet("userAccount", out var inner) && inner.ValueKind == JsonValueKind.Object)
        {
            return new JsonFields(inner, ignoreCase: true).TextOrNull("userPrincipalName");
        }

        var name = fields.TextOrNull("accountName") ?? fields.TextOrNull("name");
        return fields.TextOrNull("upnSuffix") is { Length: > 0 } suffix && name is { Length: > 0 } ? $"{name}@{suffix}" : null;
    }

    private static bool Says(JsonElement value, params ReadOnlySpan<string> words)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (Says(item, words))
                {
                    return true;
                }
            }

            return false;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        foreach (var part in value.GetString()!.Split([',', ';', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            foreach (var word in words)
            {
                if (part.Equals(word, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
