namespace Azure.Core.Amqp;

public class AmqpMessageBody
{
    private IEnumerable<ReadOnlyMemory<byte>>? _data;
    private object? _value;

    public static AmqpMessageBody FromData(IEnumerable<ReadOnlyMemory<byte>> data) => new() { _data = data };

    public static AmqpMessageBody FromValue(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new() { _value = value };
    }

    public static AmqpMessageBody FromSequence(IEnumerable<IList<object>> sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return new();
    }

    public bool TryGetData(out IEnumerable<ReadOnlyMemory<byte>>? data) => (data = _data) is not null;

    public bool TryGetValue(out object? value) => (value = _value) is not null;
}
