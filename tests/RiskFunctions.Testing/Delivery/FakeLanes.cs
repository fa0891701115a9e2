using RiskFunctions.Delivery;
using RiskFunctions.Signals;

namespace RiskFunctions.Testing.Delivery;

/// <summary>
/// The lanes of a broker for one machine: locks messages oldest first, takes back what is abandoned or whose lock ends, with its note and a higher
/// delivery count, and writes down what it was asked.
/// </summary>
internal sealed class FakeLanes(DeliveryRig rig) : ILaneSource
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RiskLevel, List<FakeLockedMessage>> _waiting = Enum.GetValues<RiskLevel>().ToDictionary(
        l => l, _ => new List<FakeLockedMessage>());
    private readonly List<(RiskLevel Lane, FakeLockedMessage Message)> _out = [];
    private readonly List<FakeLockedMessage> _handedOut = [];
    private readonly List<LaneCall> _calls = [];

    /// <summary>Runs before messages are taken into a request; throws to make that fail. The token is the caller's.</summary>
    public Func<RiskLevel, CancellationToken, Task> BeforeTaking { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>How long the broker takes to hand over what was asked for. What comes after the caller's time is delivered late.</summary>
    public TimeSpan HandsOverAfter { get; set; }

    /// <summary>What it hands over at a time to fill a request, however much is asked for and there.</summary>
    public int Piece { get; set; } = int.MaxValue;

    /// <summary>What was asked to fill requests.</summary>
    public IReadOnlyList<LaneCall> Calls => Locked(() => _calls.ToList());

    /// <summary>Everything ever locked for somebody, in order, redeliveries too.</summary>
    public IReadOnlyList<FakeLockedMessage> HandedOut => Locked(() => _handedOut.ToList());

    /// <summary>Locked now, neither settled nor come back.</summary>
    public IReadOnlyList<FakeLockedMessage> Open =>
        Locked(() => _out.Where(m => m.Message.Settled is null && !m.Message.IsLockOver).Select(m => m.Message).ToList());

    /// <summary>How many wait in a lane.</summary>
    public int Waiting(RiskLevel lane) => Locked(() => _waiting[lane].Count);

    /// <summary>At the end of a lane.</summary>
    public IReadOnlyList<FakeLockedMessage> Put(RiskLevel lane, params IEnumerable<FakeLockedMessage> messages) => Locked(() =>
    {
        var all = messages.ToList();
        _waiting[lane].AddRange(all);
        return all;
    });

    /// <summary>As the lane's trigger does.</summary>
    public IReadOnlyList<FakeLockedMessage> Receive(RiskLevel lane, int maxMessages = 20) => Locked(() =>
    {
        TakeBack();
        var taken = _waiting[lane].Take(maxMessages).ToList();
        _waiting[lane].RemoveRange(0, taken.Count);
        foreach (var message in taken)
        {
            message.Lock();
            _out.Add((lane, message));
            _handedOut.Add(message);
        }

        return taken;
    });

    public async Task<IReadOnlyList<LockedMessage>> TakeAsync(RiskLevel lane, int maxMessages, IBatchDelivery late, CancellationToken enough)
    {
        Locked(() => _calls.Add(new LaneCall(lane, maxMessages, rig.Time.GetUtcNow())));
        await BeforeTaking(lane, enough);
        maxMessages = Math.Min(maxMessages, Piece);
        if (HandsOverAfter == TimeSpan.Zero)
        {
            return Receive(lane, maxMessages);
        }

        var handsOver = Task.Delay(HandsOverAfter, rig.Time, CancellationToken.None);
        if (await Task.WhenAny(handsOver, Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, enough)) == handsOver)
        {
            return Receive(lane, maxMessages);
        }

        _ = HandOverLateAsync(handsOver, lane, maxMessages, late);
        return [];
    }

    private async Task HandOverLateAsync(Task handsOver, RiskLevel lane, int maxMessages, IBatchDelivery late)
    {
        await handsOver;
        if (Receive(lane, maxMessages) is { Count: > 0 } messages)
        {
            await late.DeliverAsync(lane, messages, CancellationToken.None);
        }
    }

    // To the front of their lanes, as Service Bus keeps the order of sequence numbers.
    private void TakeBack()
    {
        var back = _out.Where(m => m.Message.Settled == "abandon" || (m.Message.Settled is null && m.Message.IsLockOver)).ToList();
        _out.RemoveAll(m => m.Message.Settled is not null || m.Message.IsLockOver);
        foreach (var lane in back.GroupBy(m => m.Lane))
        {
            _waiting[lane.Key].InsertRange(0, lane.Select(m => Again(m.Message)));
        }
    }

    private FakeLockedMessage Again(FakeLockedMessage last) => rig.Receive(
        last.Message.MessageId, last.Message.DeliveryCount + 1, last.Note is { Count: > 0 } note ? note : last.Message.Properties);

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private void Locked(Action write)
    {
        lock (_gate)
        {
            write();
        }
    }
}
