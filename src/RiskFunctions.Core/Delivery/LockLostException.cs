namespace RiskFunctions.Delivery;

/// <summary>The broker no longer holds this lock: somebody else may have the message, and it will be delivered again.</summary>
public sealed class LockLostException(string message, Exception? innerException = null) : Exception(message, innerException);
