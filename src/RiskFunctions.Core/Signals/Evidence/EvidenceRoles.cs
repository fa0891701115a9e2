using System.Collections.Frozen;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Evidence;

/// <summary>
/// Decides by role and verdict whose an address is. The names are those of the Graph security API
/// (https://learn.microsoft.com/graph/api/resources/security-alertevidence). Sentinel's entities carry them in <c>Roles</c> or <c>Role</c>,
/// <c>Verdict</c> or <c>LastVerdict</c>. A test compares the tables with those in docs/reference/formats.md.
/// </summary>
internal static class EvidenceRoles
{
    /// <summary>Role, its part, and why. Any other role (<c>unknown</c>, or a new one) says nothing.</summary>
    public static readonly IReadOnlyList<(string Role, EvidencePart Part, string Why)> Table =
    [
        ("attacker", EvidencePart.Attacker, "it represents the attacker"),
        ("source", EvidencePart.Attacker, "the activity came from it"),
        ("commandAndControl", EvidencePart.Attacker, "the attacker steers from it"),
        ("suspicious", EvidencePart.Attacker, "it is suspected of being the attacker's"),
        ("policyViolator", EvidencePart.Attacker, "it broke a policy"),
        ("attacked", EvidencePart.Victim, "it was attacked"),
        ("compromised", EvidencePart.Victim, "it was taken over: a machine or account of the organisation"),
        ("destination", EvidencePart.Victim, "the activity went to it"),
        ("scanned", EvidencePart.Victim, "it was scanned"),
        ("contextual", EvidencePart.Bystander, "likely benign, reported beside the rest"),
        ("created", EvidencePart.Bystander, "the attacker made it"),
        ("added", EvidencePart.Bystander, "the attacker added it"),
        ("edited", EvidencePart.Bystander, "the attacker changed it"),
        ("loaded", EvidencePart.Bystander, "the attacker's process loaded it"),
    ];

    /// <summary>Verdicts that keep an address back whatever its role. <c>clean</c> and <c>benign</c> are older names of <c>noThreatsFound</c>.</summary>
    public static readonly IReadOnlyList<string> HarmlessVerdicts = ["noThreatsFound", "clean", "benign"];

    private static readonly FrozenDictionary<string, EvidencePart> Parts =
        Table.ToFrozenDictionary(row => KnownWord.Plain(row.Role), row => row.Part, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Harmless = HarmlessVerdicts.Select(KnownWord.Plain).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, EvidencePart>.AlternateLookup<ReadOnlySpan<char>> PartsBySpan =
        Parts.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> HarmlessBySpan = Harmless.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a verdict says that there is no threat.</summary>
    public static bool IsHarmless(JsonElement verdict)
    {
        Span<char> word = stackalloc char[KnownWord.Longest];
        return KnownWord.TryRead(verdict, word, out var length) && HarmlessBySpan.Contains(word[..length]);
    }

    /// <summary>The part of all roles together: attacker before victim before bystander. Null when they say nothing.</summary>
    /// <param name="roles">An array of names, or one name; anything else says nothing.</param>
    public static EvidencePart? PartOf(JsonElement roles)
    {
        if (roles.ValueKind != JsonValueKind.Array)
        {
            return PartOfOne(roles);
        }

        EvidencePart? strongest = null;
        foreach (var role in roles.EnumerateArray())
        {
            if (PartOfOne(role) is { } part && (strongest is null || part < strongest))
            {
                strongest = part;
            }
        }

        return strongest;
    }

    /// <summary>Why an address is left out by its verdict and roles; null when it is sent.</summary>
    /// <param name="otherwise">The answer when neither says anything against it.</param>
    public static LeftOutReason? WhyLeftOut(in EvidenceView view, LeftOutReason? otherwise)
    {
        if (IsHarmless(view.Verdict))
        {
            return LeftOutReason.Harmless;
        }

        return PartOf(view.Roles) switch
        {
            EvidencePart.Victim => LeftOutReason.Victim,
            EvidencePart.Bystander => LeftOutReason.Bystander,
            _ => otherwise,
        };
    }

    private static EvidencePart? PartOfOne(JsonElement role)
    {
        Span<char> word = stackalloc char[KnownWord.Longest];
        if (!KnownWord.TryRead(role, word, out var length))
        {
            return null;
        }

        // Exports to a table write several roles in one text.
        return PartsBySpan.TryGetValue(word[..length], out var part)
            ? part
            : PartOfSeveral(role.GetString()!.Split([',', ';', '|'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static EvidencePart? PartOfSeveral(string[] names)
    {
        EvidencePart? strongest = null;
        foreach (var name in names)
        {
            if (Parts.TryGetValue(KnownWord.Plain(name), out var part) && (strongest is null || part < strongest))
            {
                strongest = part;
            }
        }

        return strongest;
    }
}
