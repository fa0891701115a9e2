namespace RiskFunctions.LocalHost.Sandbox;

/// <summary>The most arrivals in any half-open window, exactly: a fullest window can always be chosen so that it ends with an arrival.</summary>
internal sealed class ArrivalWindow(TimeSpan length)
{
    private readonly Queue<TimeSpan> _latest = [];

    public int Worst { get; private set; }

    /// <summary>Counts an arrival. Times must not run back.</summary>
    public void Add(TimeSpan arrival)
    {
        _latest.Enqueue(arrival);
        while (_latest.Peek() <= arrival - length)
        {
            _latest.Dequeue();
        }

        Worst = Math.Max(Worst, _latest.Count);
    }
}
