namespace RiskFunctions.Secrets;

/// <summary>A secret cannot be read. <see cref="Exception.Message"/> names source and secret and says what to do. It never holds a value.</summary>
public sealed class SecretUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
