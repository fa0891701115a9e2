using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Splitting;

/// <summary>The requests of a batch that Okta refused or answered with 500, until the culprit stands alone.</summary>
internal sealed class SuspectSearch
{
    /// <summary>
    /// The most splits in one batch: enough for every culprit among 20 events (19 splits) or one among 1,000 subjects (11), and some more.
    /// What is not found by then goes back to its lane, so that one lane's faults cannot use up the others' permits.
    /// </summary>
    public const int MaxSplits = 25;

    private readonly List<OutgoingRequest> _suspects = [];
    private int _splits;

    public bool IsOver => _suspects.Count == 0;

    /// <summary>The splits were spent; some refused requests were left whole.</summary>
    public bool SplitsSpent { get; private set; }

    public void Add(OutgoingRequest suspect, RequestKind kind)
    {
        suspect.Kind = kind;
        _suspects.Add(suspect);
    }

    /// <summary>The next part to try. Null when there is none, or when unsent signals of its level or a higher one go first.</summary>
    /// <param name="unsent">The highest level of the unsent signals; null when there are none.</param>
    public OutgoingRequest? Next(RiskLevel? unsent)
    {
        while (MostPromising() is { } suspect && !(unsent >= suspect.Request.Level))
        {
            _suspects.Remove(suspect);
            if (suspect.Kind != RequestKind.ToSplit)
            {
                return suspect;
            }

            if (_splits == MaxSplits)
            {
                // Left whole: its signals stay open and go back with their messages.
                SplitsSpent = true;
                continue;
            }

            _splits++;
            var parts = suspect.Request.Split();
            _suspects.AddRange(parts.Select(part => new OutgoingRequest(RequestKind.Part, part) { SuccessesAtFirstFault = suspect.SuccessesAtFirstFault }));
        }

        return null;
    }

    // Untried parts first: most of them are good. Then the smallest is split, so that one search ends before the next begins,
    // and a message with little to search does not wait for one with much.
    private OutgoingRequest? MostPromising() => _suspects.MinBy(s => (s.Kind, s.Kind == RequestKind.ToSplit ? s.Request.SubjectCount : 0));
}
