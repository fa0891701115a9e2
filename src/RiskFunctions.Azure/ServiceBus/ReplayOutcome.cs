namespace RiskFunctions.Azure.ServiceBus;

/// <summary>What became of a replay.</summary>
/// <param name="Moved">Sent, and gone from the dead letters.</param>
/// <param name="NotRemoved">Ids of messages that were sent but not removed: a second replay would send them again.</param>
/// <param name="NotSent">Those that the broker refused: message id, and why.</param>
/// <param name="Busy">Chosen messages that another reader holds, such as a replay that was killed. They come free when its locks end.</param>
internal sealed record ReplayOutcome(
    int Moved, IReadOnlyList<string> NotRemoved, IReadOnlyList<(string MessageId, string Why)> NotSent, int Busy)
{
    public bool IsComplete => NotRemoved.Count == 0 && NotSent.Count == 0 && Busy == 0;

    public static ReplayOutcome operator +(ReplayOutcome one, ReplayOutcome other) =>
        new(one.Moved + other.Moved, [.. one.NotRemoved, .. other.NotRemoved], [.. one.NotSent, .. other.NotSent], one.Busy + other.Busy);
}
