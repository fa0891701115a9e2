using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Broker.Amqp.Wire;

/// <summary>Carries out what a receiver decides about a message, and gives the answer.</summary>
internal static class DispositionOutcome
{
    /// <summary>False for a state that decides nothing yet.</summary>
    public static bool Decides(DeliveryState state) => state.DescriptorCode != Received.Code;

    /// <summary>Accepted when it was done; otherwise rejected with the reason, which the client's SDK turns into its exception.</summary>
    public static Outcome Apply(InMemoryBroker broker, Guid lockToken, DeliveryState state)
    {
        try
        {
            Do(broker, lockToken, state);
            return AmqpConstants.AcceptedOutcome;
        }
        catch (Exception fault) when (fault is LockLostException or ArgumentException or AmqpException)
        {
            return new Rejected { Error = AmqpFault.Of(fault) };
        }
    }

    /// <exception cref="AmqpException">A value is of no type that a property may have.</exception>
    public static Dictionary<string, object>? ReadProperties(AmqpMap? map)
    {
        if (map is null)
        {
            return null;
        }

        Dictionary<string, object> properties = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in map)
        {
            if (value is not null && key.Key?.ToString() is { } name)
            {
                properties[name] = AmqpProperty.Read(name, value);
            }
        }

        return properties;
    }

    private static void Do(InMemoryBroker broker, Guid lockToken, DeliveryState state)
    {
        switch (state)
        {
            case Accepted:
                broker.Complete(lockToken);
                break;
            case Modified { UndeliverableHere: true }:
                throw AmqpFault.NotImplemented("deferring a message");
            case Modified modified:
                broker.Abandon(lockToken, ReadProperties(modified.MessageAnnotations));
                break;
            case Released:
                // A client with credit that does not wait sends a message back like this, which uses up no delivery
                // (https://github.com/Azure/amqpnetlite/issues/342).
                Release(broker, lockToken);
                break;
            case Rejected rejected:
                DeadLetter(broker, lockToken, rejected.Error);
                break;
            default:
                throw AmqpFault.NotImplemented("transactions");
        }
    }

    private static void Release(InMemoryBroker broker, Guid lockToken)
    {
        if (!broker.TryRelease(lockToken))
        {
            throw new LockLostException($"The lock {lockToken} has run out or was settled before.");
        }
    }

    /// <summary>Service Bus's clients put reason and description into the error's info. Everything else there is properties to set.</summary>
    private static void DeadLetter(InMemoryBroker broker, Guid lockToken, Error? error)
    {
        var info = ReadProperties(error?.Info) ?? new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        var reason = Text(info, AmqpName.DeadLetterReason);
        var description = Text(info, AmqpName.DeadLetterDescription);
        if (error is not null && !error.Condition.Equals(AmqpName.DeadLetter))
        {
            // Another client's way: the condition says why.
            reason ??= error.Condition.Value;
            description ??= error.Description;
        }

        broker.MoveToDeadLetters(lockToken, reason ?? "", description ?? "", info);
    }

    private static string? Text(Dictionary<string, object> info, string name) => info.Remove(name, out var value) ? value.ToString() : null;
}
