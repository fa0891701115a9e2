namespace RiskFunctions.Delivery;

/// <summary>The broker no longer holds this lock. The message will be delivered again, and another receiver may have it already.</summary>
public sealed class LockLostException(string message, Exception? innerException = null) : Exception(message, innerException);
