using Azure.Messaging.ServiceBus;
using RiskFunctions.LocalHost.Broker.Amqp;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>A broker behind its AMQP listener on a free port, and Microsoft's client at it. A call of the client that fails is not tried again.</summary>
internal sealed class AmqpHost : IAsyncDisposable
{
    public const string Topic = "risk-signals";

    private readonly AmqpListener _listener;

    public AmqpHost(BrokerOptions? options = null, TimeProvider? time = null)
    {
        Broker = new InMemoryBroker(BrokerTopology.Load(), options ?? new BrokerOptions(), time ?? TimeProvider.System);
        _listener = AmqpListener.Start(Broker, port: 0, time ?? TimeProvider.System);
        Client = NewClient();
    }

    public InMemoryBroker Broker { get; }

    public ServiceBusClient Client { get; }

    public string ConnectionString => _listener.ConnectionString;

    public int Port => _listener.Port;

    public ServiceBusClient NewClient() => new(ConnectionString, new ServiceBusClientOptions
    {
        RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = TimeSpan.FromSeconds(20) },
    });

    public ServiceBusSender Sender() => Client.CreateSender(Topic);

    public ServiceBusReceiver Receiver(
        string lane = "high", ServiceBusReceiveMode mode = ServiceBusReceiveMode.PeekLock, SubQueue subQueue = SubQueue.None, int prefetch = 0) =>
        Client.CreateReceiver(Topic, lane, new ServiceBusReceiverOptions { ReceiveMode = mode, SubQueue = subQueue, PrefetchCount = prefetch });

    /// <summary>A message for the lane <c>high</c>.</summary>
    public static ServiceBusMessage Message(string body = "hello", string? id = null)
    {
        var message = new ServiceBusMessage(body) { ApplicationProperties = { ["riskLevel"] = "HIGH" } };
        if (id is not null)
        {
            message.MessageId = id;
        }

        return message;
    }

    /// <summary>One message, which is there.</summary>
    public static async Task<ServiceBusReceivedMessage> OneAsync(ServiceBusReceiver receiver)
    {
        var message = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20));
        Assert.NotNull(message);
        return message;
    }

    /// <summary>Nothing is there.</summary>
    public static async Task NoneAsync(ServiceBusReceiver receiver) => Assert.Null(await receiver.ReceiveMessageAsync(TimeSpan.FromMilliseconds(250)));

    public void StopListening() => _listener.Dispose();

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        _listener.Dispose();
    }
}
