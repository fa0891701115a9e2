namespace RiskFunctions.Okta;

/// <summary>The credential was refused before any event could be sent. The message says what to fix, and never holds a secret.</summary>
public sealed class AuthorizationRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
