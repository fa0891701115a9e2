using Microsoft.Extensions.Logging;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.Delivery;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Broker;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Signals;

namespace RiskFunctions.Azure.Tests.ServiceBus;

public sealed class LateBatchesTests : IDisposable
{
    private static readonly IReadOnlyList<LockedMessage> Batch = [new RecordedMessage(MessageBuilder.Message("{}"), TimeProvider.System)];

    private readonly CollectedLogs _logs = new();
    private readonly LateBatches _batches;
    private readonly HeldDelivery _delivery = new();

    public LateBatchesTests() => _batches = new LateBatches(LoggerFactory.Create(b => b.AddProvider(_logs)).CreateLogger<LateBatches>());

    public void Dispose()
    {
        _batches.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void Follow_what_comes_late_is_delivered_at_once_as_it_came()
    {
        var receive = new TaskCompletionSource<IReadOnlyList<LockedMessage>>();
        _batches.Follow(RiskLevel.Medium, receive.Task, _delivery);
        Assert.Null(_delivery.Batch);
        receive.SetResult(Batch);

        Assert.Same(Batch, _delivery.Batch);
        Assert.Equal(RiskLevel.Medium, _delivery.Lane);
    }

    [Fact]
    public void Follow_nothing_is_delivered_of_an_empty_receive_or_one_that_never_began()
    {
        _batches.Follow(RiskLevel.Low, Task.FromResult<IReadOnlyList<LockedMessage>>([]), _delivery);
        _batches.Follow(RiskLevel.Low, Task.FromCanceled<IReadOnlyList<LockedMessage>>(new CancellationToken(canceled: true)), _delivery);

        Assert.Null(_delivery.Batch);
        Assert.Empty(_logs.Entries);
    }

    [Fact]
    public async Task Follow_receive_that_fails_is_told_and_harms_nothing()
    {
        _batches.Follow(RiskLevel.Low, Task.FromException<IReadOnlyList<LockedMessage>>(new TimeoutException()), _delivery);
        await _batches.StopAsync(default);

        Assert.Equal("PassengersNotTaken", Assert.Single(_logs.Entries).Id.Name);
    }

    [Fact]
    public async Task Stop_tells_the_batches_to_end_and_waits_for_them()
    {
        _batches.Follow(RiskLevel.High, Task.FromResult(Batch), _delivery);

        await _batches.StoppingAsync(default);
        var stop = _batches.StopAsync(default);
        Assert.True(_delivery.Token.IsCancellationRequested);
        Assert.False(stop.IsCompleted);
        _delivery.End.SetException(new SettlementFailedException(1));

        await stop;
        Assert.Equal("LateBatchFailed", Assert.Single(_logs.Entries).Id.Name);
    }

    private sealed class HeldDelivery : IBatchDelivery
    {
        public TaskCompletionSource End { get; } = new();

        public RiskLevel? Lane { get; private set; }

        public IReadOnlyList<LockedMessage>? Batch { get; private set; }

        public CancellationToken Token { get; private set; }

        public Task DeliverAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken)
        {
            (Lane, Batch, Token) = (lane, batch, cancellationToken);
            return End.Task;
        }
    }
}
