using System.Collections.Concurrent;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Testing.Delivery;

/// <summary>Reads messages by their id, as a test says. An unknown id throws.</summary>
internal sealed class ScriptedReader : ISignalReader
{
    private readonly ConcurrentDictionary<string, ReadResult> _results = new();

    public void Set(string messageId, ReadResult result) => _results[messageId] = result;

    public ReadResult Read(SignalMessage message, DateTimeOffset now) => _results[message.MessageId];
}
