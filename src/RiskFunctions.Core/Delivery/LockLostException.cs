namespace RiskFunctions.Delivery;

/// <summary>The broker no longer holds this lock: somebody else may have the message, and it will be delivered again.</summary>
public sealed class LockLostException : Exception
{
    public LockLostException()
    {
    }

    public LockLostException(string message)
        : base(message)
    {
    }

    public LockLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
