namespace RiskFunctions.Signals.Results;

/// <summary>Something that reading a message leaves behind besides its signals.</summary>
/// <param name="Field">Path from the layer that holds the note; each layer around it puts its own name in front. Empty for that layer itself.</param>
internal abstract record ReadNote(string Field);
