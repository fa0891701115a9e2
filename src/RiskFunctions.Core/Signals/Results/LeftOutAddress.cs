namespace RiskFunctions.Signals.Results;

/// <summary>An address that an alert names and that is not sent.</summary>
/// <param name="Field">Path such as <c>evidence[2].ipAddress</c>.</param>
/// <param name="Address">Canonical text. Not for a log.</param>
internal sealed record LeftOutAddress(string Field, string Address, LeftOutReason Reason) : ReadNote(Field);
