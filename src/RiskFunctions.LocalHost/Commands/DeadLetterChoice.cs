using RiskFunctions.LocalHost.Broker;

namespace RiskFunctions.LocalHost.Commands;

/// <summary>Which dead letters a command is about.</summary>
/// <param name="Lane">Null for all.</param>
/// <param name="Reason">Compared without case; null for all.</param>
internal sealed record DeadLetterChoice(string? Lane, string? Reason)
{
    public string Query => $"lane={Uri.EscapeDataString(Lane ?? "")}&reason={Uri.EscapeDataString(Reason ?? "")}";

    public IReadOnlyList<DeadLetter> Of(IEnumerable<DeadLetter> all) =>
    [
        .. all.Where(d => Lane is null || d.Lane.Equals(Lane, StringComparison.OrdinalIgnoreCase))
            .Where(d => Reason is null || d.Reason.Equals(Reason, StringComparison.OrdinalIgnoreCase)),
    ];

    /// <summary>What to say when there is none to act on.</summary>
    /// <param name="others">How many there are besides.</param>
    public static string Nothing(int others) => others switch
    {
        0 => "No dead letters.",
        1 => "None match; 1 other.",
        _ => FormattableString.Invariant($"None match; {others} others."),
    };
}
