using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Evidence;

/// <summary>A field of an evidence that holds one address, or more.</summary>
internal sealed record AddressPlace(string Field, PlaceRule Rule)
{
    /// <summary>Why an address here is left out, where the rule leaves out all of them.</summary>
    public LeftOutReason? NeverBecause => Rule switch
    {
        PlaceRule.OwnMachine => LeftOutReason.OwnMachine,
        PlaceRule.NameService => LeftOutReason.NameService,
        PlaceRule.MailServer => LeftOutReason.MailServer,
        PlaceRule.AccessRule => LeftOutReason.AccessRule,
        _ => null,
    };
}
