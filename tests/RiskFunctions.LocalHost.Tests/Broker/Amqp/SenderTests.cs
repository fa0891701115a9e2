using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>What a sender of Azure.Messaging.ServiceBus can do, and what it is told when it cannot.</summary>
public sealed class SenderTests
{
    [Fact]
    public async Task SendMessageAsync_everything_that_a_sender_sets_reaches_the_receiver()
    {
        await using var host = new AmqpHost();
        var sent = new ServiceBusMessage("{}"u8.ToArray())
        {
            MessageId = "m-1",
            ContentType = "application/json",
            Subject = "incident",
            CorrelationId = "c-1",
            To = "somewhere",
            ReplyTo = "back",
            ReplyToSessionId = "rs-1",
            SessionId = "s-1",
            PartitionKey = "s-1",
            TimeToLive = TimeSpan.FromMinutes(5),
            ApplicationProperties =
            {
                ["riskLevel"] = "HIGH", ["int"] = 1, ["long"] = 2L, ["double"] = 0.5, ["bool"] = true, ["guid"] = Guid.Empty, ["decimal"] = 1.5m,
                ["char"] = 'x', ["byte"] = (byte)3, ["time"] = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero), ["span"] = TimeSpan.FromDays(1),
                ["uri"] = new Uri("https://example.com/"),
            },
        };

        await host.Sender().SendMessageAsync(sent);
        var received = await AmqpHost.OneAsync(host.Receiver());

        Assert.Equal("{}", received.Body.ToString());
        Assert.Equal(
            (sent.MessageId, sent.ContentType, sent.Subject, sent.CorrelationId, sent.To, sent.ReplyTo),
            (received.MessageId, received.ContentType, received.Subject, received.CorrelationId, received.To, received.ReplyTo));
        Assert.Equal((sent.ReplyToSessionId, sent.SessionId, sent.PartitionKey), (received.ReplyToSessionId, received.SessionId, received.PartitionKey));
        Assert.Equal(sent.TimeToLive, received.TimeToLive);
        Assert.Equal(sent.ApplicationProperties, received.ApplicationProperties);
        Assert.Equal(received.EnqueuedTime + sent.TimeToLive, received.ExpiresAt);
    }

    [Fact]
    public async Task SendMessagesAsync_batch_arrives_in_order_with_numbers_that_grow()
    {
        await using var host = new AmqpHost();
        var sender = host.Sender();
        using var batch = await sender.CreateMessageBatchAsync();
        for (var i = 0; i < 300; i++)
        {
            Assert.True(batch.TryAddMessage(AmqpHost.Message($"{i}", $"id-{i}")));
        }

        await sender.SendMessagesAsync(batch);

        List<ServiceBusReceivedMessage> received = [];
        var receiver = host.Receiver();
        while (received.Count < 300)
        {
            received.AddRange(await receiver.ReceiveMessagesAsync(300, TimeSpan.FromSeconds(20)));
        }

        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), received.Select(m => m.Body.ToString()));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"id-{i}"), received.Select(m => m.MessageId));
        Assert.Equal(received.OrderBy(m => m.SequenceNumber), received);
        Assert.All(received, m => Assert.Equal(m.SequenceNumber, m.EnqueuedSequenceNumber));
    }

    [Fact]
    public async Task SendMessageAsync_body_is_a_value_or_a_sequence_comes_as_one_and_is_told_apart()
    {
        await using var host = new AmqpHost();
        var sender = host.Sender();
        foreach (var body in (AmqpMessageBody[])[AmqpMessageBody.FromValue("text"), AmqpMessageBody.FromSequence([[1, "two"], [3L]])])
        {
            var message = AmqpHost.Message();
            message.GetRawAmqpMessage().Body = body;
            await sender.SendMessageAsync(message);
        }

        Assert.Equal([BodyKind.Value, BodyKind.Sequence], host.Broker.Peek(new QueueAddress("high"), 0, 10).Select(m => m.Sent.BodyKind));
        var receiver = host.Receiver();
        Assert.True((await AmqpHost.OneAsync(receiver)).GetRawAmqpMessage().Body.TryGetValue(out var value));
        Assert.Equal("text", value);
        Assert.True((await AmqpHost.OneAsync(receiver)).GetRawAmqpMessage().Body.TryGetSequence(out var sequence));
        Assert.Equal([[1, "two"], [3L]], sequence!);
    }

    [Fact]
    public async Task SendMessageAsync_body_is_text_or_a_list_of_amqp_is_read_as_text_or_told_to_be_a_list_in_process()
    {
        await using var host = new AmqpHost();
        var sender = host.Sender();
        foreach (var body in (AmqpMessageBody[])[AmqpMessageBody.FromValue("text"), AmqpMessageBody.FromValue(7), AmqpMessageBody.FromSequence([[1]])])
        {
            var message = AmqpHost.Message();
            message.GetRawAmqpMessage().Body = body;
            await sender.SendMessageAsync(message);
        }

        var taken = await host.Broker.TakeAsync("high", 3, TimeSpan.Zero, default);

        Assert.Equal(("text", null), (Encoding.UTF8.GetString(taken[0].Message.Body.Span), taken[0].Message.BodyFault));
        Assert.Contains("AMQP value", taken[1].Message.BodyFault);
        Assert.Contains("AMQP sequence", taken[2].Message.BodyFault);
    }

    [Fact]
    public async Task SendMessageAsync_as_large_as_allowed_arrives_whole()
    {
        await using var host = new AmqpHost();
        var body = new byte[1_000_000];
        Random.Shared.NextBytes(body);
        var message = new ServiceBusMessage(body) { ApplicationProperties = { ["riskLevel"] = "HIGH" } };

        await host.Sender().SendMessageAsync(message);

        Assert.Equal(body, (await AmqpHost.OneAsync(host.Receiver())).Body.ToArray());
    }

    [Fact]
    public async Task SendMessageAsync_too_large_says_so_and_the_sender_goes_on()
    {
        await using var host = new AmqpHost();
        var sender = host.Sender();

        var fault = await Assert.ThrowsAsync<ServiceBusException>(() => sender.SendMessageAsync(new ServiceBusMessage(new byte[1_100_000])));

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, fault.Reason);
        await sender.SendMessageAsync(AmqpHost.Message("small"));
        Assert.Equal("small", (await AmqpHost.OneAsync(host.Receiver())).Body.ToString());
    }

    [Fact]
    public async Task TryAddMessage_batch_is_full_says_so_before_it_is_sent()
    {
        await using var host = new AmqpHost(new BrokerOptions { MaxMessageBytes = 10_000 });
        using var batch = await host.Sender().CreateMessageBatchAsync();

        Assert.True(batch.TryAddMessage(new ServiceBusMessage(new byte[6_000])));
        Assert.False(batch.TryAddMessage(new ServiceBusMessage(new byte[6_000])));
        Assert.Equal(10_000, batch.MaxSizeInBytes);
    }

    [Fact]
    public async Task SendMessageAsync_same_id_twice_is_one_message_when_duplicate_detection_is_on()
    {
        await using var host = new AmqpHost(new BrokerOptions { DuplicateDetectionWindow = TimeSpan.FromMinutes(10) });
        var sender = host.Sender();

        await sender.SendMessageAsync(AmqpHost.Message("first", "same"));
        await sender.SendMessageAsync(AmqpHost.Message("second", "same"));

        Assert.Equal("first", (await AmqpHost.OneAsync(host.Receiver())).Body.ToString());
        Assert.Equal(new LaneCounts(0, 1, 0), host.Broker.Counts()["high"]);
    }

    [Fact]
    public async Task SendMessageAsync_time_to_live_over_lies_with_the_dead_letters()
    {
        var time = new ManualTimeProvider();
        await using var host = new AmqpHost(time: time);
        var message = AmqpHost.Message();
        message.TimeToLive = TimeSpan.FromSeconds(90);
        await host.Sender().SendMessageAsync(message);

        time.Advance(TimeSpan.FromSeconds(90));

        var dead = await AmqpHost.OneAsync(host.Receiver(subQueue: SubQueue.DeadLetter));
        Assert.Equal("TTLExpiredException", dead.DeadLetterReason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scheduled_message_comes_when_it_is_due_and_not_before(bool byRequest)
    {
        var time = new ManualTimeProvider();
        await using var host = new AmqpHost(time: time);
        var due = time.GetUtcNow().AddMinutes(3);
        var message = AmqpHost.Message();
        message.ScheduledEnqueueTime = due;
        if (byRequest)
        {
            Assert.True(await host.Sender().ScheduleMessageAsync(message, due) > 0);
        }
        else
        {
            await host.Sender().SendMessageAsync(message);
        }

        var receiver = host.Receiver();
        await AmqpHost.NoneAsync(receiver);
        time.Advance(TimeSpan.FromMinutes(3));

        var received = await AmqpHost.OneAsync(receiver);
        Assert.Equal(due, received.EnqueuedTime);
        Assert.Equal(due, received.ScheduledEnqueueTime);
    }

    [Fact]
    public async Task CancelScheduledMessageAsync_takes_the_message_back_once()
    {
        var time = new ManualTimeProvider();
        await using var host = new AmqpHost(time: time);
        var sender = host.Sender();
        var numbers = await sender.ScheduleMessagesAsync([AmqpHost.Message("keep"), AmqpHost.Message("drop")], time.GetUtcNow().AddHours(1));

        await sender.CancelScheduledMessageAsync(numbers[1]);

        var fault = await Assert.ThrowsAsync<ServiceBusException>(() => sender.CancelScheduledMessageAsync(numbers[1]));
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, fault.Reason);
        time.Advance(TimeSpan.FromHours(1));
        var receiver = host.Receiver();
        Assert.Equal("keep", (await AmqpHost.OneAsync(receiver)).Body.ToString());
        await AmqpHost.NoneAsync(receiver);
    }

    [Theory]
    [InlineData("no-such-topic")]
    [InlineData("risk-signals/Subscriptions/none")]
    public async Task SendMessageAsync_no_such_entity_says_so(string entity)
    {
        await using var host = new AmqpHost();

        var fault = await Assert.ThrowsAsync<ServiceBusException>(() => host.Client.CreateSender(entity).SendMessageAsync(new ServiceBusMessage("x")));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, fault.Reason);
        Assert.Contains(entity, fault.Message);
    }

    [Fact]
    public async Task SendMessageAsync_to_a_subscription_is_refused_with_what_to_do()
    {
        await using var host = new AmqpHost();

        var fault = await Assert.ThrowsAnyAsync<Exception>(
            () => host.Client.CreateSender("risk-signals/Subscriptions/high").SendMessageAsync(new ServiceBusMessage("x")));

        Assert.Contains("send to the topic", fault.Message);
    }
}
