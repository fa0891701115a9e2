namespace RiskFunctions.Azure.ServiceBus;

/// <summary>What became of a replay.</summary>
/// <param name="Moved">Sent, and gone from the dead letters.</param>
/// <param name="NotRemoved">Message ids of those that were sent and are among the dead letters still: a second replay would send them again.</param>
/// <param name="NotSent">Those that the broker refused: message id, and why.</param>
/// <param name="Busy">Chosen ones that another reader holds, such as a replay that was killed; they come free when its locks end.</param>
internal sealed record ReplayOutcome(
    int Moved, IReadOnlyList<string> NotRemoved, IReadOnlyList<(string MessageId, string Why)> NotSent, int Busy)
{
    public bool IsComplete => NotRemoved.Count == 0 && NotSent.Count == 0 && Busy == 0;

    public static ReplayOutcome operator +(ReplayOutcome one, ReplayOutcome other) =>
        new(one.Moved + other.Moved, [.. one.NotRemoved, .. other.NotRemoved], [.. one.NotSent, .. other.NotSent], one.Busy + other.Busy);
}
