namespace RiskFunctions.LocalHost.Sandbox.Faults;

/// <summary>What strikes one request.</summary>
/// <param name="Fault">Null for nothing.</param>
/// <param name="Markers">Texts that make a subject of this request unwelcome, each with the <c>err</c> that a SET is then refused with.</param>
/// <param name="Stumbles">Texts in a subject of this request over which the sandbox stumbles: it answers 500.</param>
internal sealed record FaultDraw(Fault? Fault, IReadOnlyList<(string Text, string Err)> Markers, IReadOnlyList<string> Stumbles);
