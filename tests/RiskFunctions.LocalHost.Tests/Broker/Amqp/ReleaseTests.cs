using Azure.Messaging.ServiceBus;
using RiskFunctions.LocalHost.Broker.Amqp;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>A client that has credit left and nobody who waits gives each message back at once, often before the broker has finished sending it.</summary>
public sealed class ReleaseTests
{
    private const int Messages = 200;
    private const int Clients = 8;

    [Fact]
    public async Task Messages_that_go_back_and_forth_are_all_received_in_the_end()
    {
        var broker = new InMemoryBroker(BrokerTopology.Load(), new BrokerOptions(), TimeProvider.System);
        using var listener = AmqpListener.Start(broker, port: 0, TimeProvider.System);
        var clients = Enumerable.Range(0, Clients).Select(_ => new ServiceBusClient(listener.ConnectionString)).ToList();
        var receivers = clients.ConvertAll(c => c.CreateReceiver("risk-signals", "high"));
        var received = 0;
        for (var n = 0; n < Messages; n++)
        {
            received += (await Task.WhenAll(receivers.Select(r => ReceiveAsync(r, TimeSpan.FromMilliseconds(5))))).Sum();
            broker.Send(new SentMessage { Body = "{}"u8.ToArray(), Properties = new Dictionary<string, object> { ["riskLevel"] = "HIGH" } });
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        for (var n = 0; n < 20 && received < Messages; n++)
        {
            received += await ReceiveAsync(receivers[0], TimeSpan.FromMilliseconds(250));
        }

        await Task.WhenAll(clients.Select(c => c.DisposeAsync().AsTask()));
        Assert.Equal((Messages, new LaneCounts(0, 0, 0)), (received, broker.Counts()["high"]));
    }

    private static async Task<int> ReceiveAsync(ServiceBusReceiver receiver, TimeSpan wait)
    {
        var messages = await receiver.ReceiveMessagesAsync(20, wait);
        foreach (var message in messages)
        {
            await receiver.CompleteMessageAsync(message);
        }

        return messages.Count;
    }
}
