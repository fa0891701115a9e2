using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RiskFunctions.Testing.Delivery;

/// <summary>
/// Keeps every log entry of every category, from Trace on (text, structured values and exception), and every scope, one without an entry in it too,
/// which <c>FakeLogger</c> does not show.
/// </summary>
internal sealed class CollectedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = [];

    private readonly ConcurrentDictionary<string, byte> _scopes = new(StringComparer.Ordinal);

    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    /// <summary>What scopes said, as text and as values; each text once.</summary>
    public ICollection<string> Scopes => _scopes.Keys;

    public ILogger CreateLogger(string categoryName) => new Collector(this, categoryName);

    public void Dispose()
    {
    }

    private static string ValuesOf<TState>(TState state) =>
        state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(p => p.Value)) : string.Empty;

    private sealed class Collector(CollectedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            logs._scopes.TryAdd($"{state} {ValuesOf(state)}", 0);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs._entries.Enqueue(new LogEntry(logLevel, category, eventId, $"{formatter(state, exception)} {ValuesOf(state)} {exception}"));
    }
}
