namespace Azure.Core.Amqp;

public class AmqpAnnotatedMessage(AmqpMessageBody body)
{
    public AmqpMessageHeader Header { get; } = new();

    public AmqpMessageBody Body { get; set; } = body;
}
