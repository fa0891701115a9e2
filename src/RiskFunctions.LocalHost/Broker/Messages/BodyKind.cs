namespace RiskFunctions.LocalHost.Broker.Messages;

/// <summary>What the bytes of a message's body are. AMQP knows three kinds; Service Bus's REST interface and most senders use the first.</summary>
internal enum BodyKind
{
    /// <summary>The sender's bytes.</summary>
    Data,

    /// <summary>One value of AMQP's type system. The bytes are its encoded section, as it came.</summary>
    Value,

    /// <summary>Lists of values of AMQP's type system. The bytes are the encoded sections, as they came.</summary>
    Sequence,
}
