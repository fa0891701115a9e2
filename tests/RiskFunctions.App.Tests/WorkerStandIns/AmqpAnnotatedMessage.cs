namespace Azure.Core.Amqp;

public sealed class AmqpAnnotatedMessage(AmqpMessageBody body)
{
    public AmqpMessageBody Body { get; set; } = body;
}
