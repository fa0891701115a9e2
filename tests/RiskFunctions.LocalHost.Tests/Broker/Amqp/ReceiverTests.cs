using Azure.Messaging.ServiceBus;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.Testing.Time;
using static RiskFunctions.Testing.Time.Waiting;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>What a receiver of Azure.Messaging.ServiceBus can do beyond the contract, and what it is told when it cannot.</summary>
public sealed class ReceiverTests
{
    [Fact]
    public async Task Receive_and_delete_leaves_nothing_behind()
    {
        await using var host = new AmqpHost();
        await host.Sender().SendMessagesAsync([AmqpHost.Message("1"), AmqpHost.Message("2")]);

        var receiver = host.Receiver(mode: ServiceBusReceiveMode.ReceiveAndDelete);
        Assert.Equal("1", (await AmqpHost.OneAsync(receiver)).Body.ToString());

        // Credit for one message was given, and one is gone: the other waits.
        await UntilAsync(() => host.Broker.Counts()["high"] == new LaneCounts(1, 0, 0));
        Assert.Equal("2", (await AmqpHost.OneAsync(receiver)).Body.ToString());
        await UntilAsync(() => host.Broker.Counts()["high"] == new LaneCounts(0, 0, 0));
    }

    [Fact]
    public async Task Prefetch_locks_as_many_as_there_is_credit_for()
    {
        await using var host = new AmqpHost();
        await host.Sender().SendMessagesAsync(Enumerable.Range(0, 30).Select(i => AmqpHost.Message($"{i}")));

        var receiver = host.Receiver(prefetch: 10);
        var first = await AmqpHost.OneAsync(receiver);

        await UntilAsync(() => host.Broker.Counts()["high"] == new LaneCounts(20, 10, 0));
        await receiver.CompleteMessageAsync(first);
        await UntilAsync(() => host.Broker.Counts()["high"].Locked >= 9);
    }

    [Fact]
    public async Task Dead_letter_carries_reason_description_and_properties_to_its_queue_and_can_be_completed_there()
    {
        await using var host = new AmqpHost();
        await host.Sender().SendMessageAsync(AmqpHost.Message(id: "m-1"));
        var receiver = host.Receiver();
        await receiver.DeadLetterMessageAsync(
            await AmqpHost.OneAsync(receiver), new Dictionary<string, object>(StringComparer.Ordinal) { ["note"] = "seen" }, "InvalidSignal", "ip: no address");

        var dead = host.Receiver(subQueue: SubQueue.DeadLetter);
        var letter = await AmqpHost.OneAsync(dead);

        Assert.Equal(("m-1", "InvalidSignal", "ip: no address"), (letter.MessageId, letter.DeadLetterReason, letter.DeadLetterErrorDescription));
        Assert.Equal("seen", letter.ApplicationProperties["note"]);
        Assert.Equal(new LaneCounts(0, 0, 1), host.Broker.Counts()["high"]);
        await dead.CompleteMessageAsync(letter);
        Assert.Equal(new LaneCounts(0, 0, 0), host.Broker.Counts()["high"]);
    }

    [Fact]
    public async Task Dead_letter_abandoned_or_left_to_its_lock_stays_a_dead_letter()
    {
        var time = new ManualTimeProvider();
        await using var host = new AmqpHost(new BrokerOptions { MaxDeliveryCount = 1 }, time);
        await host.Sender().SendMessageAsync(AmqpHost.Message());
        var receiver = host.Receiver();
        await receiver.AbandonMessageAsync(await AmqpHost.OneAsync(receiver));
        var dead = host.Receiver(subQueue: SubQueue.DeadLetter);

        await dead.AbandonMessageAsync(await AmqpHost.OneAsync(dead));
        var held = await AmqpHost.OneAsync(dead);
        time.AdvanceTo(held.LockedUntil);
        var again = await AmqpHost.OneAsync(dead);

        Assert.Equal("MaxDeliveryCountExceeded", again.DeadLetterReason);
        var lost = await Assert.ThrowsAsync<ServiceBusException>(() => dead.CompleteMessageAsync(held));
        Assert.Equal(ServiceBusFailureReason.MessageLockLost, lost.Reason);
        await dead.CompleteMessageAsync(again);
    }

    [Fact]
    public async Task PeekMessagesAsync_shows_what_is_there_and_locks_nothing()
    {
        await using var host = new AmqpHost();
        await host.Sender().SendMessagesAsync([AmqpHost.Message("1"), AmqpHost.Message("2"), AmqpHost.Message("3")]);
        var receiver = host.Receiver();
        await AmqpHost.OneAsync(receiver);

        var first = await receiver.PeekMessagesAsync(2);
        var rest = await receiver.PeekMessagesAsync(10);

        Assert.Equal(["1", "2", "3"], first.Concat(rest).Select(m => m.Body.ToString()));
        Assert.Equal([1, 0, 0], first.Concat(rest).Select(m => m.DeliveryCount));
        Assert.Empty(await receiver.PeekMessagesAsync(10));
        Assert.Equal(new LaneCounts(2, 1, 0), host.Broker.Counts()["high"]);
    }

    [Fact]
    public async Task RenewMessageLockAsync_tells_the_new_end()
    {
        var time = new ManualTimeProvider();
        await using var host = new AmqpHost(time: time);
        await host.Sender().SendMessageAsync(AmqpHost.Message());
        var receiver = host.Receiver();
        var message = await AmqpHost.OneAsync(receiver);
        time.Advance(TimeSpan.FromSeconds(40));

        await receiver.RenewMessageLockAsync(message);

        Assert.Equal(time.GetUtcNow().AddMinutes(1), message.LockedUntil);
    }

    [Fact]
    public async Task CompleteMessageAsync_by_another_receiver_than_took_it_works_by_its_lock()
    {
        await using var host = new AmqpHost();
        await host.Sender().SendMessageAsync(AmqpHost.Message());
        var message = await AmqpHost.OneAsync(host.Receiver());

        await host.Receiver().CompleteMessageAsync(message);

        Assert.Equal(new LaneCounts(0, 0, 0), host.Broker.Counts()["high"]);
    }

    [Theory]
    [InlineData("abandon")]
    [InlineData("dead-letter")]
    public async Task Settled_by_another_receiver_than_took_it_keeps_properties_and_reason(string way)
    {
        await using var host = new AmqpHost();
        await host.Sender().SendMessageAsync(AmqpHost.Message());
        var message = await AmqpHost.OneAsync(host.Receiver());
        var note = new Dictionary<string, object>(StringComparer.Ordinal) { ["note"] = "seen" };

        if (way == "abandon")
        {
            await host.Receiver().AbandonMessageAsync(message, note);
            Assert.Equal("seen", (await AmqpHost.OneAsync(host.Receiver())).ApplicationProperties["note"]);
        }
        else
        {
            await host.Receiver().DeadLetterMessageAsync(message, note, "Reason", "Description");
            var dead = await AmqpHost.OneAsync(host.Receiver(subQueue: SubQueue.DeadLetter));
            Assert.Equal(("Reason", "Description", "seen"), (dead.DeadLetterReason, dead.DeadLetterErrorDescription, dead.ApplicationProperties["note"]));
        }
    }

    [Fact]
    public async Task DeferMessageAsync_is_refused_and_the_lock_stays()
    {
        await using var host = new AmqpHost();
        await host.Sender().SendMessageAsync(AmqpHost.Message());
        var receiver = host.Receiver();
        var message = await AmqpHost.OneAsync(receiver);

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => receiver.DeferMessageAsync(message));

        Assert.Contains("deferring", fault.Message);
        Assert.Equal(new LaneCounts(0, 1, 0), host.Broker.Counts()["high"]);
    }

    [Fact]
    public async Task What_the_broker_does_not_do_is_refused_in_words()
    {
        await using var host = new AmqpHost();

        var deferred = await Assert.ThrowsAnyAsync<Exception>(() => host.Receiver().ReceiveDeferredMessageAsync(1));
        var session = await Assert.ThrowsAnyAsync<Exception>(() => host.Client.AcceptSessionAsync(AmqpHost.Topic, "high", "s-1"));
        var next = await Assert.ThrowsAnyAsync<Exception>(() => host.Client.AcceptNextSessionAsync(AmqpHost.Topic, "high"));

        Assert.Contains("receive-by-sequence-number", deferred.Message);
        Assert.Contains("has no sessions", session.Message);
        Assert.Contains("has no sessions", next.Message);
    }

    [Fact]
    public async Task Receiver_of_what_is_not_there_says_so()
    {
        await using var host = new AmqpHost();

        var fault = await Assert.ThrowsAsync<ServiceBusException>(() => host.Receiver("none").ReceiveMessageAsync(TimeSpan.FromSeconds(5)));
        var topic = await Assert.ThrowsAnyAsync<Exception>(() => host.Client.CreateReceiver(AmqpHost.Topic).ReceiveMessageAsync(TimeSpan.FromSeconds(5)));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, fault.Reason);
        Assert.Contains("receive from one of its subscriptions", topic.Message);
    }
}
