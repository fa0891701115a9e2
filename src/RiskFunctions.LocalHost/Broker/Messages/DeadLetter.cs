namespace RiskFunctions.LocalHost.Broker.Messages;

/// <summary>A dead-lettered message as <c>GET /api/dead-letters</c> lists it. The names are a contract.</summary>
internal sealed record DeadLetter(
    string MessageId, string Lane, string Reason, string Description, int DeliveryCount, DateTimeOffset EnqueuedAt)
{
    /// <summary>Service Bus's own reason for a message that waited too long.</summary>
    public const string Expired = "TTLExpiredException";

    /// <summary>Service Bus's own reason for a message that was delivered too often.</summary>
    public const string DeliveriesSpent = "MaxDeliveryCountExceeded";

    /// <summary>Service Bus's limit for the reason and for the description, in characters.</summary>
    public const int MaxTextLength = 4096;

    public static DeadLetter Of(string lane, QueuedMessage message) => new(
        message.MessageId, lane, message.DeadLetterReason ?? "", message.DeadLetterDescription ?? "", message.DeliveryCount, message.EnqueuedAt);

    /// <exception cref="ArgumentException">A text is longer than Service Bus takes.</exception>
    public static void Check(string reason, string description)
    {
        CheckText(reason, nameof(reason));
        CheckText(description, nameof(description));
    }

    private static void CheckText(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        if (text.Length > MaxTextLength)
        {
            throw new ArgumentException($"The dead-letter {name} has {text.Length} characters, Service Bus takes at most {MaxTextLength}.", name);
        }
    }
}
