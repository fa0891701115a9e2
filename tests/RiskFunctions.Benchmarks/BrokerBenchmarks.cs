using Azure.Messaging.ServiceBus;
using BenchmarkDotNet.Attributes;
using RiskFunctions.LocalHost.Broker.Amqp;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.Benchmarks;

/// <summary>A message sent to the local broker, received under a lock and completed: inside its process, and over AMQP by Microsoft's client.</summary>
[MemoryDiagnoser]
public class BrokerBenchmarks
{
    private const int Messages = 2000;
    private const int Batch = 100;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    private readonly byte[] _body =
        """{"ip":"203.0.113.7","riskLevel":"HIGH","message":"Password spray from a hosting provider, seen by two sensors"}"""u8.ToArray();
    private readonly Dictionary<string, object> _properties = new(StringComparer.OrdinalIgnoreCase) { ["riskLevel"] = "HIGH" };

    private InMemoryBroker? _broker;
    private AmqpListener? _listener;
    private ServiceBusClient? _client;
    private ServiceBusSender? _sender;
    private ServiceBusReceiver? _receiver;

    [GlobalSetup]
    public void Setup()
    {
        _broker = new InMemoryBroker(BrokerTopology.Load(), new BrokerOptions(), TimeProvider.System);
        _listener = AmqpListener.Start(_broker, port: 0, TimeProvider.System);
        _client = Connect(_listener.ConnectionString);
        _sender = _client.CreateSender(_broker.Topology.Topic);
        _receiver = _client.CreateReceiver(_broker.Topology.Topic, "high");
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _client!.DisposeAsync();
        _listener!.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Messages, Description = "in process")]
    public async Task InProcessAsync()
    {
        for (var i = 0; i < Messages; i += Batch)
        {
            _broker!.Send([.. Enumerable.Range(0, Batch).Select(_ => new SentMessage { Body = _body, Properties = _properties })]);
        }

        for (var received = 0; received < Messages;)
        {
            foreach (var delivery in await _broker!.TakeAsync("high", Batch, Wait, CancellationToken.None))
            {
                _broker!.Complete(delivery.Token);
                received++;
            }
        }
    }

    [Benchmark(OperationsPerInvoke = Messages, Description = "over AMQP")]
    public async Task OverAmqpAsync()
    {
        var send = SendAsync();
        for (var received = 0; received < Messages;)
        {
            var messages = await _receiver!.ReceiveMessagesAsync(Batch, Wait);
            await Task.WhenAll(messages.Select(message => _receiver.CompleteMessageAsync(message)));
            received += messages.Count;
        }

        await send;
    }

    private static ServiceBusClient Connect(string connectionString) => new(connectionString);

    private async Task SendAsync()
    {
        for (var i = 0; i < Messages; i += Batch)
        {
            await _sender!.SendMessagesAsync(
                Enumerable.Range(0, Batch).Select(_ => new ServiceBusMessage(_body) { ApplicationProperties = { ["riskLevel"] = "HIGH" } }));
        }
    }
}
