namespace RiskFunctions.Metering;

/// <summary>The meter's store cannot be used now. <see cref="Exception.Message"/> says why, without a credential.</summary>
public sealed class MeterStoreException(string message, Exception? innerException = null) : Exception(message, innerException);
