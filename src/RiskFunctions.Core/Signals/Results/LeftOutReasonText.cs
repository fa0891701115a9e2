namespace RiskFunctions.Signals.Results;

/// <summary>The reasons in words for people, and as a tag of a metric.</summary>
internal static class LeftOutReasonText
{
    public static string Tag(this LeftOutReason reason) => reason switch
    {
        LeftOutReason.Trusted => "trusted",
        LeftOutReason.NotRoutable => "not-routable",
        LeftOutReason.Harmless => "harmless",
        LeftOutReason.Victim => "victim",
        LeftOutReason.Bystander => "bystander",
        LeftOutReason.OtherSide => "other-side",
        LeftOutReason.OwnMachine => "own-machine",
        LeftOutReason.NameService => "name-service",
        LeftOutReason.MailServer => "mail-server",
        LeftOutReason.AccessRule => "access-rule",
        LeftOutReason.UnknownKind => "unknown-kind",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, message: null),
    };

    /// <summary>Ends the sentence "left out: ...".</summary>
    public static string Words(this LeftOutReason reason) => reason switch
    {
        LeftOutReason.Trusted => "it is inside Signals:TrustedNetworks",
        LeftOutReason.NotRoutable => "no sign-in over the internet can come from it",
        LeftOutReason.Harmless => "its verdict says that no threat was found",
        LeftOutReason.Victim => "its role says that it was attacked",
        LeftOutReason.Bystander => "its role says that it stood by",
        LeftOutReason.OtherSide => "it is the far side of a connection, and nothing says that it is the attacker's",
        LeftOutReason.OwnMachine => "a machine of the organisation has it",
        LeftOutReason.NameService => "it is a name server, or the host that asked it",
        LeftOutReason.MailServer => "it is a mail server, which carries the mail of many",
        LeftOutReason.AccessRule => "a rule allows it, nobody came from it",
        LeftOutReason.UnknownKind => "the kind of its entity is not known",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, message: null),
    };

    /// <summary>How many for which reason, such as <c>2 victim, 1 not-routable</c>; <c>none</c> for none.</summary>
    public static string Summary(this IReadOnlyList<LeftOutAddress> leftOut) => leftOut.Count == 0
        ? "none"
        : string.Join(", ", leftOut.GroupBy(l => l.Reason).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key.Tag()}"));
}
