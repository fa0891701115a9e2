using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>The processor of Azure.Messaging.ServiceBus, which is what the Functions host runs for single messages.</summary>
public sealed class ProcessorTests
{
    [Fact]
    public async Task Processor_handles_every_message_once_and_gives_back_what_throws()
    {
        await using var host = new AmqpHost();
        ConcurrentDictionary<string, int> handled = new(StringComparer.Ordinal);
        var done = new TaskCompletionSource();
        await using var processor = host.Client.CreateProcessor(AmqpHost.Topic, "high", new ServiceBusProcessorOptions { MaxConcurrentCalls = 8 });
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += call =>
        {
            if (call.Message is { MessageId: "id-7", DeliveryCount: 1 })
            {
                throw new InvalidOperationException("once");
            }

            handled.AddOrUpdate(call.Message.MessageId, 1, (_, count) => count + 1);
            if (handled.Count == 100)
            {
                done.TrySetResult();
            }

            return Task.CompletedTask;
        };

        await processor.StartProcessingAsync();
        await host.Sender().SendMessagesAsync(Enumerable.Range(0, 100).Select(i => AmqpHost.Message(id: $"id-{i}")));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        await processor.StopProcessingAsync();

        Assert.All(handled, entry => Assert.Equal(1, entry.Value));
        Assert.Equal(new LaneCounts(0, 0, 0), host.Broker.Counts()["high"]);
    }

    [Fact]
    public async Task Processor_renews_the_lock_of_a_call_that_takes_longer_than_it_lasts()
    {
        await using var host = new AmqpHost(new BrokerOptions { LockDuration = TimeSpan.FromSeconds(3) });
        await host.Sender().SendMessageAsync(AmqpHost.Message());
        ConcurrentBag<int> deliveries = [];
        ConcurrentBag<Exception> faults = [];
        var done = new TaskCompletionSource();
        await using var processor = host.Client.CreateProcessor(AmqpHost.Topic, "high");
        processor.ProcessErrorAsync += call =>
        {
            faults.Add(call.Exception);
            return Task.CompletedTask;
        };
        processor.ProcessMessageAsync += async call =>
        {
            deliveries.Add(call.Message.DeliveryCount);
            await Task.Delay(TimeSpan.FromSeconds(7), TimeProvider.System, call.CancellationToken);
            await call.CompleteMessageAsync(call.Message);
            done.TrySetResult();
        };

        await processor.StartProcessingAsync();
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        await processor.StopProcessingAsync();

        Assert.Empty(faults);
        Assert.Equal([1], deliveries);
        Assert.Equal(new LaneCounts(0, 0, 0), host.Broker.Counts()["high"]);
    }
}
