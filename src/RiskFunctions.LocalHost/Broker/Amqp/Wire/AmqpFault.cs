using System.Globalization;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Amqp.Wire;

/// <summary>The AMQP error for a request that cannot be met. The client's SDK makes its exception of the condition.</summary>
internal static class AmqpFault
{
    private static readonly AmqpSymbol LockLost = "com.microsoft:message-lock-lost";
    private static readonly AmqpSymbol Argument = "com.microsoft:argument-error";
    private static readonly AmqpSymbol MessageNotFound = "com.microsoft:message-not-found";

    public static Error Of(Exception fault) => fault switch
    {
        AmqpException { Error: { } error } => error,
        LockLostException => Error(LockLost, $"The lock supplied is invalid. {fault.Message}"),
        MessageTooLargeException => Error(AmqpErrorCode.MessageSizeExceeded, fault.Message),
        ArgumentException => Error(Argument, fault.Message),
        _ => Error(AmqpErrorCode.InternalError, fault.Message),
    };

    public static AmqpException NotFound(string address) => Exception(
        AmqpErrorCode.NotFound, $"The messaging entity '{address}' could not be found. This broker has one topic and its subscriptions.");

    public static AmqpException NotAllowed(string why) => Exception(AmqpErrorCode.NotAllowed, why);

    public static AmqpException NotImplemented(string what) => Exception(AmqpErrorCode.NotImplemented, $"The local broker does not do this: {what}.");

    public static AmqpException BadRequest(string why) => Exception(Argument, why);

    public static AmqpException Undecodable(Exception fault) => Exception(AmqpErrorCode.DecodeError, $"The message cannot be decoded: {fault.Message}");

    public static AmqpException NoSuchMessage(long number) => Exception(
        MessageNotFound, string.Create(CultureInfo.InvariantCulture, $"There is no scheduled message {number}."));

    private static AmqpException Exception(AmqpSymbol condition, string description) => new(condition, description);

    private static Error Error(AmqpSymbol condition, string description) => new() { Condition = condition, Description = description };
}
