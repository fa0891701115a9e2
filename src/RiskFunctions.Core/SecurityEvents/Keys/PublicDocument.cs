namespace RiskFunctions.SecurityEvents.Keys;

/// <summary>A published document, and what tells this state of it from another.</summary>
internal sealed record PublicDocument(string? Content, string? Version);
