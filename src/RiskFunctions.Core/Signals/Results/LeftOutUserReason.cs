namespace RiskFunctions.Signals.Results;

/// <summary>Why nothing is sent about a user whom a message names.</summary>
internal enum LeftOutUserReason
{
    /// <summary>In <c>Signals:ExcludedUsers</c>.</summary>
    Excluded,

    /// <summary>No full name, such as <c>name@example.com</c>.</summary>
    NoFullName,

    /// <summary>A guest: another organisation's user.</summary>
    Guest,

    /// <summary>The product found no threat in the account.</summary>
    Harmless,

    /// <summary>The account was only near.</summary>
    Bystander,

    /// <summary>Neither verdict nor role says that it is at risk.</summary>
    Unproven,

    /// <summary>Alerts of this level send no users.</summary>
    Level,

    /// <summary>Seen too long ago: somebody may have cleared the user meanwhile.</summary>
    TooOld,
}
