namespace RiskFunctions.Signals.Results;

/// <summary>Why nothing is sent about a user whom a message names. <see cref="LeftOutUser.Words"/> explains each.</summary>
internal enum LeftOutUserReason
{
    Excluded,
    NoFullName,
    Guest,
    Harmless,
    Bystander,
    Unproven,
    Level,
    TooOld,
}
