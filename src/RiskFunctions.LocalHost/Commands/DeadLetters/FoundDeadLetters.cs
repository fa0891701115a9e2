using RiskFunctions.Azure.ServiceBus;

namespace RiskFunctions.LocalHost.Commands.DeadLetters;

/// <summary>The dead letters that a command is about.</summary>
/// <param name="Chosen">By lane, oldest first.</param>
/// <param name="Others">How many there are besides.</param>
internal sealed record FoundDeadLetters(IReadOnlyList<DeadLetterMessage> Chosen, int Others)
{
    /// <summary>What to say when there is none to act on.</summary>
    public string Nothing => Others switch
    {
        0 => "No dead letters.",
        1 => "None match; 1 other.",
        _ => FormattableString.Invariant($"None match; {Others} others."),
    };
}
