using System.Diagnostics.CodeAnalysis;

namespace Azure.Core.Amqp;

public sealed class AmqpMessageBody
{
    private IEnumerable<ReadOnlyMemory<byte>>? _data;
    private object? _value;

    public static AmqpMessageBody FromData(IEnumerable<ReadOnlyMemory<byte>> data) => new() { _data = data };

    public static AmqpMessageBody FromValue(object value) => new() { _value = value };

    public static AmqpMessageBody FromSequence(IEnumerable<IList<object>> sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return new();
    }

    public bool TryGetData([NotNullWhen(true)] out IEnumerable<ReadOnlyMemory<byte>>? data) => (data = _data) is not null;

    public bool TryGetValue([NotNullWhen(true)] out object? value) => (value = _value) is not null;
}
