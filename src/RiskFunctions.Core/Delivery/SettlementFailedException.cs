namespace RiskFunctions.Delivery;

/// <summary>The broker refused to settle some messages of a batch although their locks were held.</summary>
public sealed class SettlementFailedException : Exception
{
    public SettlementFailedException()
    {
    }

    public SettlementFailedException(string message)
        : base(message)
    {
    }

    public SettlementFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public SettlementFailedException(int messages, Exception innerException)
        : base($"{messages} message(s) could not be settled. They stay locked and come again when their locks end.", innerException)
    {
        Messages = messages;
    }

    /// <summary>How many messages of the batch could not be settled.</summary>
    public int Messages { get; }
}
