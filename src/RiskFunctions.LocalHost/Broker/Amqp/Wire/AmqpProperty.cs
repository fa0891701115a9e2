using Microsoft.Azure.Amqp.Encoding;

namespace RiskFunctions.LocalHost.Broker.Amqp.Wire;

/// <summary>An application property on the wire and in the broker. Service Bus describes three .NET types in AMQP; the others are AMQP's own.</summary>
internal static class AmqpProperty
{
    /// <exception cref="Microsoft.Azure.Amqp.AmqpException">Not a simple value, which is all that a property may hold.</exception>
    public static object Read(string name, object value) => value switch
    {
        string or bool or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal or char or Guid => value,
        DateTime time => new DateTimeOffset(time, TimeSpan.Zero),
        AmqpSymbol symbol => symbol.Value,
        ArraySegment<byte> bytes => bytes.ToArray(),
        DescribedType { Descriptor: AmqpSymbol kind } described => Described(name, kind, described.Value),
        _ => throw AmqpFault.BadRequest($"The application property {name} is no simple value."),
    };

    public static object Write(object value) => value switch
    {
        DateTimeOffset time => new DescribedType(AmqpName.DateTimeOffset, time.UtcTicks),
        TimeSpan span => new DescribedType(AmqpName.TimeSpan, span.Ticks),
        Uri uri => new DescribedType(AmqpName.Uri, uri.OriginalString),
        byte[] bytes => new ArraySegment<byte>(bytes),
        _ => value,
    };

    private static object Described(string name, AmqpSymbol kind, object value) => value switch
    {
        long ticks when kind.Equals(AmqpName.DateTimeOffset) && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks =>
            new DateTimeOffset(ticks, TimeSpan.Zero),
        long ticks when kind.Equals(AmqpName.TimeSpan) => new TimeSpan(ticks),
        string text when kind.Equals(AmqpName.Uri) && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri) => uri,
        _ => throw AmqpFault.BadRequest($"The application property {name} is of a type that Service Bus does not know."),
    };
}
