using Microsoft.Azure.Amqp.Encoding;

namespace RiskFunctions.LocalHost.Broker.Amqp.Wire;

/// <summary>Words of Service Bus's dialect of AMQP (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-request-response).</summary>
internal static class AmqpName
{
    /// <summary>Format of a message whose data sections are each a whole message.</summary>
    public const uint BatchFormat = 0x80013700;

    public const string TokenAddress = "$cbs";

    public const string ManagementAddress = "$management";

    public const string DeadLetterQueue = "$deadletterqueue";

    public const string DeadLetterReason = "DeadLetterReason";

    public const string DeadLetterDescription = "DeadLetterErrorDescription";

    public static readonly AmqpSymbol SequenceNumber = "x-opt-sequence-number";

    public static readonly AmqpSymbol EnqueuedSequenceNumber = "x-opt-enqueue-sequence-number";

    public static readonly AmqpSymbol EnqueuedTime = "x-opt-enqueued-time";

    public static readonly AmqpSymbol ScheduledTime = "x-opt-scheduled-enqueue-time";

    public static readonly AmqpSymbol LockedUntil = "x-opt-locked-until";

    public static readonly AmqpSymbol PartitionKey = "x-opt-partition-key";

    public static readonly AmqpSymbol State = "x-opt-message-state";

    public static readonly AmqpSymbol SessionFilter = "com.microsoft:session-filter";

    public static readonly AmqpSymbol SharedSessionFilter = "com.microsoft:non-exclusive-session-filter";

    public static readonly AmqpSymbol DeadLetter = "com.microsoft:dead-letter";

    public static readonly AmqpSymbol DateTimeOffset = "com.microsoft:datetime-offset";

    public static readonly AmqpSymbol TimeSpan = "com.microsoft:timespan";

    public static readonly AmqpSymbol Uri = "com.microsoft:uri";
}
