namespace Azure.Core.Amqp;

public class AmqpMessageHeader
{
    internal AmqpMessageHeader()
    {
    }

    public uint? DeliveryCount { get; set; }
}
