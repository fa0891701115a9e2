using System.Globalization;
using System.Net;
using RiskFunctions.Delivery;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Simulation.Traffic;

/// <summary>A message of one signal.</summary>
/// <param name="lane">Where it goes back to.</param>
/// <param name="number">No other message has it: its id and its address.</param>
/// <param name="level">Of the signal, and of the lane.</param>
/// <param name="seen">The time of the signal.</param>
/// <param name="arrived">When it came into its lane, by true time.</param>
internal sealed class SimulatedMessage(SimulatedLane lane, int number, RiskLevel level, DateTimeOffset seen, DateTimeOffset arrived) : LockedMessage
{
    private readonly SignalMessage _message = new()
    {
        MessageId = number.ToString(CultureInfo.InvariantCulture),
        Body = new[] { (byte)level },
        EnqueuedAt = seen,
    };

    private SimulatedInstance? _holder;

    public DateTimeOffset Arrived => arrived;

    public RiskLevel Level => level;

    /// <summary>How often it was handed out.</summary>
    public int Deliveries { get; private set; }

    public override SignalMessage Message => _message with { DeliveryCount = Deliveries };

    // Nothing is held here for as long as a lock lives.
    public override DateTimeOffset LockedUntil => DateTimeOffset.MaxValue;

    /// <summary>Its lock is <paramref name="holder"/>'s now.</summary>
    public void HandOut(SimulatedInstance holder)
    {
        _holder = holder;
        holder.Holding.Add(this);
        Deliveries++;
    }

    public void ComeBack()
    {
        _holder?.Holding.Remove(this);
        lane.Put(this);
    }

    public override Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task AbandonAsync(IReadOnlyDictionary<string, object> properties, CancellationToken cancellationToken)
    {
        ComeBack();
        return Task.CompletedTask;
    }

    public override Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"Dead-lettered a good signal: {reason}, {description}.");

    public override Task RenewLockAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Reads what <see cref="SimulatedMessage"/> writes: JSON would take most of a run's time.</summary>
    public sealed class Reader : ISignalReader
    {
        public ReadResult Read(SignalMessage message, DateTimeOffset now) => new ReadResult.Readable(
            "simulated",
            [
                new RiskSignal
                {
                    Address = new SignalAddress(new IPAddress(long.Parse(message.MessageId, CultureInfo.InvariantCulture))),
                    Level = (RiskLevel)message.Body.Span[0],
                    Timestamp = message.EnqueuedAt,
                },
            ]);
    }
}
