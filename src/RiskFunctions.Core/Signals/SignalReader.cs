namespace RiskFunctions.Signals;

internal sealed class SignalReader : ISignalReader
{
    public ReadResult Read(SignalMessage message, DateTimeOffset now) => throw new NotSupportedException();
}
