namespace RiskFunctions.Signals.Results;

/// <summary>An alert or incident that is not sent because an analyst or the product has cleared it.</summary>
/// <param name="Field">Path such as <c>alerts[1]</c>; empty for the whole message.</param>
/// <param name="Why">What says so, such as <c>status resolved, classification falsePositive</c>: known words only, fit for a log.</param>
internal sealed record ClearedAlert(string Field, string Why) : ReadNote(Field);
