namespace RiskFunctions.Delivery;

/// <summary>The broker refused to settle some messages of a batch although their locks were held.</summary>
public sealed class SettlementFailedException(int messages, Exception? innerException = null)
    : Exception($"{messages} message(s) could not be settled. They stay locked and come again when their locks end.", innerException)
{
    public int Messages => messages;
}
