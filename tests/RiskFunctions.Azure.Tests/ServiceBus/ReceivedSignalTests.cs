using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using RiskFunctions.Azure.ServiceBus;

namespace RiskFunctions.Azure.Tests.ServiceBus;

public sealed class ReceivedSignalTests
{
    private static readonly DateTimeOffset Enqueued = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void From_every_field_is_taken_over()
    {
        var received = ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromString("{}"),
            messageId: "m-1",
            contentType: "application/json",
            properties: new Dictionary<string, object> { ["riskLevel"] = "HIGH" },
            deliveryCount: 3,
            enqueuedTime: Enqueued);

        var message = ReceivedSignal.From(received);

        Assert.Equal("m-1", message.MessageId);
        Assert.Equal("{}", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal("application/json", message.ContentType);
        Assert.Equal("HIGH", message.Properties["RISKLEVEL"]);
        Assert.Equal(3, message.DeliveryCount);
        Assert.Equal(Enqueued, message.EnqueuedAt);
    }

    [Fact]
    public void From_message_without_id_type_or_properties_is_taken_over_too()
    {
        var message = ReceivedSignal.From(ServiceBusModelFactory.ServiceBusReceivedMessage(body: BinaryData.FromString("x"), deliveryCount: 0));

        Assert.Empty(message.MessageId);
        Assert.Null(message.ContentType);
        Assert.Empty(message.Properties);
        Assert.Equal(1, message.DeliveryCount);
    }

    [Fact]
    public void From_message_without_a_delivery_count_is_a_first_delivery()
    {
        var received = Received(new AmqpAnnotatedMessage(AmqpMessageBody.FromValue("{}")));

        Assert.Throws<InvalidOperationException>(() => received.DeliveryCount);
        Assert.Equal(1, ReceivedSignal.From(received).DeliveryCount);
    }

    [Fact]
    public void From_delivery_count_beyond_an_int_does_not_throw()
    {
        var message = new AmqpAnnotatedMessage(AmqpMessageBody.FromValue("{}"));
        message.Header.DeliveryCount = uint.MaxValue;

        Assert.Equal(int.MaxValue, ReceivedSignal.From(Received(message)).DeliveryCount);
    }

    [Fact]
    public void From_property_names_that_differ_in_case_only_do_not_throw()
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal) { ["riskLevel"] = "HIGH", ["RiskLevel"] = "LOW" };

        var message = ReceivedSignal.From(ServiceBusModelFactory.ServiceBusReceivedMessage(properties: properties));

        Assert.Single(message.Properties);
    }

    [Fact]
    public void From_text_message_of_a_jms_sender_gives_its_utf8_bytes() =>
        Assert.Equal("{\"ip\":\"é\"}", Text(AmqpMessageBody.FromValue("{\"ip\":\"é\"}")));

    [Fact]
    public void From_binary_value_gives_its_bytes() =>
        Assert.Equal("{}", Text(AmqpMessageBody.FromValue(Encoding.UTF8.GetBytes("{}"))));

    [Fact]
    public void From_body_in_several_sections_joins_them() =>
        Assert.Equal("{}", Text(AmqpMessageBody.FromData([Encoding.UTF8.GetBytes("{"), Encoding.UTF8.GetBytes("}")])));

    public static TheoryData<object, string> OtherValues => new()
    {
        { 42, "is an AMQP value (a number), not JSON in bytes or text" },
        { 4.2, "is an AMQP value (a number), not JSON in bytes or text" },
        { true, "is an AMQP value (true or false), not JSON in bytes or text" },
        { new Dictionary<string, object>(StringComparer.Ordinal) { ["ip"] = "203.0.113.1" }, "is an AMQP value (a map), not JSON in bytes or text" },
        { new List<object> { 1, 2 }, "is an AMQP value (a list), not JSON in bytes or text" },
        { Guid.Empty, "is an AMQP value (a uuid), not JSON in bytes or text" },
        { DateTime.UnixEpoch, "is an AMQP value (a time), not JSON in bytes or text" },
        { new Uri("urn:x"), "is an AMQP value (of another type), not JSON in bytes or text" },
    };

    [Theory]
    [MemberData(nameof(OtherValues))]
    public void From_value_that_is_no_text_says_what_it_is(object value, string fault)
    {
        var message = ReceivedSignal.From(Received(new AmqpAnnotatedMessage(AmqpMessageBody.FromValue(value))));

        Assert.True(message.Body.IsEmpty);
        Assert.Equal(fault, message.BodyFault);
    }

    [Fact]
    public void From_sequence_says_that_it_is_one() => Assert.Equal(
        "is an AMQP sequence (a list), not JSON in bytes or text",
        ReceivedSignal.From(Received(new AmqpAnnotatedMessage(AmqpMessageBody.FromSequence([new List<object> { 1, 2 }])))).BodyFault);

    [Fact]
    public void From_message_with_an_empty_body_has_no_fault_of_its_own() =>
        Assert.Null(ReceivedSignal.From(Received(new AmqpAnnotatedMessage(AmqpMessageBody.FromData([ReadOnlyMemory<byte>.Empty])))).BodyFault);

    private static string Text(AmqpMessageBody body) => Encoding.UTF8.GetString(ReceivedSignal.From(Received(new AmqpAnnotatedMessage(body))).Body.Span);

    private static ServiceBusReceivedMessage Received(AmqpAnnotatedMessage message) =>
        ServiceBusReceivedMessage.FromAmqpMessage(message, BinaryData.FromBytes(Guid.NewGuid().ToByteArray()));
}
