namespace RiskFunctions.Azure.ServiceBus;

/// <summary>Which dead letters a command is about; null members choose all.</summary>
/// <param name="Reason">Compared without case.</param>
/// <param name="MessageId">Compared as it is.</param>
internal sealed record DeadLetterFilter(string? Reason, string? MessageId)
{
    public bool Chooses(DeadLetterMessage letter) =>
        (Reason is null || letter.Reason.Equals(Reason, StringComparison.OrdinalIgnoreCase))
        && (MessageId is null || letter.MessageId.Equals(MessageId, StringComparison.Ordinal));
}
