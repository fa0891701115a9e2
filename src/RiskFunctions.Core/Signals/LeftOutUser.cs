namespace RiskFunctions.Signals;

/// <summary>A user whom a message names and about whom nothing is said. Without the name: no note needs it.</summary>
/// <param name="Field">Path such as <c>evidence[2]</c>.</param>
/// <param name="Reason">Why.</param>
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
}
