namespace RiskFunctions.Signals.Evidence;

/// <summary>What is done with an address that stands inside other evidence.</summary>
internal enum PlaceRule
{
    /// <summary>By its own roles and verdict, as an address that stands alone.</summary>
    OwnRoles,

    /// <summary>By its own roles; without any it goes, unless the far side is the attacker.</summary>
    NearSide,

    /// <summary>By its own roles; without any it does not go.</summary>
    FarSide,

    /// <summary>Never: a machine of the organisation has it.</summary>
    OwnMachine,

    /// <summary>Never: it is a name server, or the host that asked it.</summary>
    NameService,

    /// <summary>Never: it is a mail server, which carries the mail of many.</summary>
    MailServer,

    /// <summary>Never: a rule allows it, nobody came from it.</summary>
    AccessRule,
}
