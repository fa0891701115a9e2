namespace RiskFunctions.Signals.Results;

/// <summary>Why an address that an alert names is not sent. <see cref="LeftOutReasonText.Words"/> explains each.</summary>
internal enum LeftOutReason
{
    Trusted,
    NotRoutable,
    Harmless,
    Victim,
    Bystander,
    OtherSide,
    OwnMachine,
    NameService,
    MailServer,
    AccessRule,
    UnknownKind,
}
