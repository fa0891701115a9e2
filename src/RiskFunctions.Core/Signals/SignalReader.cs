namespace RiskFunctions.Signals;

internal sealed class SignalReader
{
    public ReadResult Read(SignalMessage message, DateTimeOffset now) => throw new NotSupportedException();
}
