using System.Globalization;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using RiskFunctions.Delivery;

namespace RiskFunctions.LocalHost.Hosting;

/// <summary>
/// One line for each event: time (UTC), level, the event's name as in docs/telemetry.md, words. A fault on the way to another process is told in words;
/// any other exception may be a bug, and keeps its stack trace below the line.
/// </summary>
internal sealed class FlowConsoleFormatter(TimeProvider time) : ConsoleFormatter(Key)
{
    public const string Key = "flow";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var at = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var name = logEntry.EventId.Name is { Length: > 0 } own ? own : logEntry.Category.Split('.')[^1];
        textWriter.Write($"{at}Z {Word(logEntry.LogLevel)} {name}: {OnOneLine(logEntry.Formatter(logEntry.State, logEntry.Exception))}");
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(IsOfTheWire(exception) ? $" ({OnOneLine(exception.Message)})" : Environment.NewLine + exception);
        }

        textWriter.WriteLine();
    }

    private static bool IsOfTheWire(Exception? exception) =>
        exception is HttpRequestException or ServiceBusException or IOException or TimeoutException or OperationCanceledException
        || (exception is SettlementFailedException && IsOfTheWire(exception.InnerException));

    private static string OnOneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        LogLevel.Critical => "crit ",
        _ => level.ToString(),
    };
}
