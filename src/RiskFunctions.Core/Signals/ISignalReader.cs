using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals;

/// <summary>Message -> signals. Total: no content makes it throw.</summary>
internal interface ISignalReader
{
    /// <param name="message">As it came.</param>
    /// <param name="now">What an expiry is held against.</param>
    ReadResult Read(SignalMessage message, DateTimeOffset now);
}
