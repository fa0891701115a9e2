using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Evidence;

/// <summary>A field of an evidence that holds addresses.</summary>
internal sealed record AddressPlace(string Field, PlaceRule Rule)
{
    /// <summary>Why all addresses here are left out; null when the rule takes some.</summary>
    public LeftOutReason? NeverBecause => Rule switch
    {
        PlaceRule.OwnMachine => LeftOutReason.OwnMachine,
        PlaceRule.NameService => LeftOutReason.NameService,
        PlaceRule.MailServer => LeftOutReason.MailServer,
        PlaceRule.AccessRule => LeftOutReason.AccessRule,
        _ => null,
    };
}
