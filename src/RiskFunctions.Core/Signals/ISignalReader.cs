using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals;

/// <summary>Message -> signals. Total: no content makes it throw.</summary>
internal interface ISignalReader
{
    ReadResult Read(SignalMessage message, DateTimeOffset now);
}
