using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>A signal of a message, by the message's position in its batch.</summary>
internal readonly record struct SourcedSignal(int Message, RiskSignal Signal);
