using Azure.Messaging.ServiceBus;
using RiskFunctions.LocalHost.Broker.Amqp;
using RiskFunctions.LocalHost.Broker.Pump;
using static RiskFunctions.Testing.Time.Waiting;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>
/// The contract through Azure.Messaging.ServiceBus. The client waits in real time and the broker in the test's, so where a receive waits the cases differ.
/// </summary>
public sealed class AmqpBrokerTests : BrokerContract, IAsyncLifetime, IDisposable
{
    private AmqpListener? _listener;
    private ServiceBusClient? _client;
    private SdkLaneReceiver? _receiver;

    private protected override ILaneReceiver Receiver
    {
        get
        {
            _listener ??= AmqpListener.Start(Broker, port: 0, Time);
            _client ??= new ServiceBusClient(_listener.ConnectionString);
            return _receiver ??= new SdkLaneReceiver(_client, Broker.Topology.Topic);
        }
    }

    [Fact]
    public override async Task ReceiveAsync_nothing_there_returns_none_when_the_wait_is_over() => Assert.Empty(await ReceiveAsync());

    [Fact]
    public override async Task ReceiveAsync_message_comes_in_while_it_waits_returns_it_at_once()
    {
        await ReceiveAsync();
        var receive = Receiver.ReceiveAsync("high", 20, TimeSpan.FromSeconds(30), default);

        Send("late");

        Assert.Equal(["late"], Bodies(await receive));
    }

    [Fact]
    public override async Task ReceiveAsync_lock_of_another_runs_out_while_it_waits_returns_its_message()
    {
        Send("crashed");
        await ReceiveAsync();

        var receive = Receiver.ReceiveAsync("high", 20, TimeSpan.FromSeconds(30), default);
        await UntilAsync(() => Time.NextDue == Time.GetUtcNow().AddMinutes(1));
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(2, Assert.Single(await receive).Message.DeliveryCount);
    }

    /// <summary>
    /// The credit of a receive that was cancelled stays with the link, so what comes is pushed; the client, which waits for nothing, releases it,
    /// again and again until the credit is used up. It costs the message no delivery.
    /// </summary>
    [Fact]
    public override async Task ReceiveAsync_cancelled_while_it_waits_throws_and_takes_nothing()
    {
        using CancellationTokenSource stop = new();
        await ReceiveAsync();
        var receive = Receiver.ReceiveAsync("high", 20, TimeSpan.FromSeconds(30), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
        Send("left alone");
        Assert.Equal(1, Assert.Single(await ReceiveAsync()).Message.DeliveryCount);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }

    public void Dispose() => _listener?.Dispose();
}
