using System.Text.Json;

namespace RiskFunctions.App.Tests.Telemetry;

/// <summary>One row of a table of Application Insights, as the exporter sends it.</summary>
/// <param name="Table">Its table in the workspace.</param>
/// <param name="Name">Of a metric or span; empty for a log entry.</param>
/// <param name="Columns">Of the table, beside <c>Properties</c> and those that every row has.</param>
/// <param name="Properties">The column <c>Properties</c>.</param>
internal sealed record TelemetryItem(string Table, string Name, IReadOnlySet<string> Columns, IReadOnlyDictionary<string, string> Properties)
{
    private static readonly string[] OfEveryRow = ["TimeGenerated", "Properties"];

    public string? EventName => Table is "AppTraces" or "AppExceptions" ? Properties.GetValueOrDefault("EventName") : null;

    public string Category => Properties.GetValueOrDefault("CategoryName", string.Empty);

    public static TelemetryItem Parse(string line)
    {
        var data = JsonElement.Parse(line).GetProperty("data");
        var row = data.GetProperty("baseData");
        var properties = row.TryGetProperty("properties", out var p)
            ? p.EnumerateObject().ToDictionary(x => x.Name, x => x.Value.ToString(), StringComparer.Ordinal)
            : [];
        return data.GetProperty("baseType").GetString() switch
        {
            "MessageData" => Of("AppTraces", "", row, properties, ("message", "Message"), ("severityLevel", "SeverityLevel")),
            "ExceptionData" => Of("AppExceptions", "", row, properties, ("exceptions", "OuterMessage"), ("severityLevel", "SeverityLevel")),
            "MetricData" when row.GetProperty("metrics")[0] is var metric => Of(
                "AppMetrics",
                metric.GetProperty("name").GetString()!,
                metric,
                properties,
                ("name", "Name"), ("value", "Sum"), ("count", "ItemCount"), ("max", "Max"), ("min", "Min")),
            "RemoteDependencyData" => Of("AppDependencies", row.GetProperty("name").GetString()!, row, properties),
            "RequestData" => Of("AppRequests", row.GetProperty("name").GetString()!, row, properties),
            var other => throw new InvalidOperationException($"The exporter sends {other}, which no test knows."),
        };
    }

    private static TelemetryItem Of(
        string table, string name, JsonElement row, Dictionary<string, string> properties, params (string Sent, string Column)[] columns)
    {
        var filled = columns.Where(c => row.TryGetProperty(c.Sent, out _)).Select(c => c.Column);
        return new TelemetryItem(table, name, OfEveryRow.Concat(filled).ToHashSet(StringComparer.Ordinal), properties);
    }
}
