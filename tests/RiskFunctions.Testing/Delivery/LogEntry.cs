using Microsoft.Extensions.Logging;

namespace RiskFunctions.Testing.Delivery;

/// <summary>One log entry, with everything that an exporter could write out of it in <paramref name="Text"/>.</summary>
internal sealed record LogEntry(LogLevel Level, string Category, EventId Id, string Text);
