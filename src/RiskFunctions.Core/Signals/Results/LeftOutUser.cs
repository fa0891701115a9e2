namespace RiskFunctions.Signals.Results;

/// <summary>A user whom a message names and about whom nothing is sent. No note needs the name.</summary>
/// <param name="Field">Path such as <c>evidence[2]</c>.</param>
internal sealed record LeftOutUser(string Field, LeftOutUserReason Reason) : ReadNote(Field)
{
    public static string Tag(LeftOutUserReason reason) => reason switch
    {
        LeftOutUserReason.Excluded => "excluded",
        LeftOutUserReason.NoFullName => "no-full-name",
        LeftOutUserReason.Guest => "guest",
        LeftOutUserReason.Harmless => "harmless",
        LeftOutUserReason.Bystander => "bystander",
        LeftOutUserReason.Unproven => "unproven",
        LeftOutUserReason.Level => "level",
        LeftOutUserReason.TooOld => "too-old",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, message: null),
    };

    /// <summary>Ends the sentence "left out: ...".</summary>
    public static string Words(LeftOutUserReason reason) => reason switch
    {
        LeftOutUserReason.Excluded => "Signals:ExcludedUsers names the user",
        LeftOutUserReason.NoFullName => "the name has no domain, so nobody can tell whose user it is",
        LeftOutUserReason.Guest => "it is a guest, another organisation's user",
        LeftOutUserReason.Harmless => "the verdict says that no threat was found",
        LeftOutUserReason.Bystander => "the role says that the account stood by",
        LeftOutUserReason.Unproven => "neither verdict nor role says that the account is at risk",
        LeftOutUserReason.Level => "SecurityEvents:UsersFromAlerts lets no alert of this level speak about users",
        LeftOutUserReason.TooOld => "it was seen longer than SecurityEvents:MaxAge ago",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, message: null),
    };
}
