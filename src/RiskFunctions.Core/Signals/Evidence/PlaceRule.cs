namespace RiskFunctions.Signals.Evidence;

/// <summary>What is done with an address that stands inside other evidence.</summary>
internal enum PlaceRule
{
    /// <summary>By its own roles and verdict, like an address alone.</summary>
    OwnRoles,

    /// <summary>By its own roles; without roles it is sent, unless the far side is the attacker.</summary>
    NearSide,

    /// <summary>By its own roles; without roles it is not sent.</summary>
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
