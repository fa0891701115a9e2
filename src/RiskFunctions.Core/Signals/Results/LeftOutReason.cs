namespace RiskFunctions.Signals.Results;

/// <summary>Why an address that an alert names is not sent.</summary>
internal enum LeftOutReason
{
    /// <summary>Inside <c>Signals:TrustedNetworks</c>.</summary>
    Trusted,

    /// <summary>No sign-in over the internet can come from it.</summary>
    NotRoutable,

    /// <summary>The product found no threat in it.</summary>
    Harmless,

    /// <summary>Its role says that it was attacked.</summary>
    Victim,

    /// <summary>Its role says that it was only near.</summary>
    Bystander,

    /// <summary>The other end of a connection, and nothing says that it is the attacker's.</summary>
    OtherSide,

    /// <summary>A machine of the organisation has it.</summary>
    OwnMachine,

    /// <summary>A name server, or the host that asked it.</summary>
    NameService,

    /// <summary>A mail server, which carries the mail of many.</summary>
    MailServer,

    /// <summary>A rule that allows addresses, not somebody who came from one.</summary>
    AccessRule,

    /// <summary>In an entity of a kind that is not known.</summary>
    UnknownKind,
}
