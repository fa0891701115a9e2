using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using RiskFunctions.Azure.ServiceBus;

namespace RiskFunctions.Azure.Tests.ServiceBus;

public sealed class ReplayedMessageTests
{
    [Theory]
    [InlineData("incident-7", "incident-7.replay-high-42")]
    [InlineData("incident-7.replay-high-41", "incident-7.replay-high-42")]
    [InlineData("incident-7.replay-high-41.b", "incident-7.replay-high-41.b.replay-high-42")]
    [InlineData("", ".replay-high-42")]
    public void IdOf_is_the_old_id_and_the_place_of_the_dead_letter(string old, string expected) =>
        Assert.Equal(expected, ReplayedMessage.IdOf(old, "high", 42));

    [Fact]
    public void IdOf_is_never_longer_than_the_broker_takes_and_tells_two_dead_letters_apart()
    {
        var one = ReplayedMessage.IdOf(new string('x', 128), "medium", long.MaxValue);
        var other = ReplayedMessage.IdOf(new string('x', 128), "medium", long.MaxValue - 1);

        Assert.Equal((128, 128), (one.Length, other.Length));
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Of_keeps_what_the_sender_gave_and_none_of_what_the_broker_added()
    {
        var annotated = new AmqpAnnotatedMessage(AmqpMessageBody.FromData([BinaryData.FromString("{}").ToMemory()]));
        annotated.Properties.MessageId = new AmqpMessageId("m-1");
        annotated.Properties.ContentType = "application/json";
        annotated.Properties.AbsoluteExpiryTime = DateTimeOffset.UnixEpoch;
        annotated.Header.TimeToLive = TimeSpan.FromHours(1);
        annotated.Header.DeliveryCount = 7;
        annotated.ApplicationProperties["riskLevel"] = "HIGH";
        annotated.ApplicationProperties["DeadLetterReason"] = "RejectedByOkta";
        annotated.ApplicationProperties["DeadLetterErrorDescription"] = "E0000001";
        annotated.MessageAnnotations["x-opt-sequence-number"] = 42L;

        var message = ReplayedMessage.Of("high", ServiceBusReceivedMessage.FromAmqpMessage(annotated, BinaryData.FromBytes(new byte[16])));

        Assert.Equal(("m-1.replay-high-42", "{}", "application/json"), (message.MessageId, message.Body.ToString(), message.ContentType));
        Assert.Equal(TimeSpan.FromHours(1), message.TimeToLive);
        Assert.Equal([new KeyValuePair<string, object>("riskLevel", "HIGH")], message.ApplicationProperties);
        Assert.Null(message.GetRawAmqpMessage().Properties.AbsoluteExpiryTime);
        Assert.Empty(message.GetRawAmqpMessage().MessageAnnotations);
    }
}
