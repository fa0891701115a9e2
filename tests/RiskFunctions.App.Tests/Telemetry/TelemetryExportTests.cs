using RiskFunctions.App.Tests.Hosting;

namespace RiskFunctions.App.Tests.Telemetry;

/// <summary>What reaches Application Insights from the worker, as docs/telemetry.md promises it and as alerts and workbook read it.</summary>
[Collection(FakeTime.Name)]
public sealed class TelemetryExportTests(RecordedRun run) : IClassFixture<RecordedRun>
{
    /// <summary>What a try is told by, to the one destination and the other.</summary>
    private static readonly string[] Tries =
    [
        "RequestAccepted", "RequestThrottled", "RequestRejected", "RequestFailed",
        "SecurityEventAccepted", "SecurityEventThrottled", "SecurityEventRejected", "SecurityEventFailed",
    ];

    public static TheoryData<string> Queries => [.. Repository.Find("infra/monitoring", "*.kql").Select(path => Path.GetFileNameWithoutExtension(path))];

    [Fact]
    public void Every_event_of_the_telemetry_page_arrives()
    {
        var documented = Documented("## Log events").Where(row => !row.Contains("LocalHost only")).Select(NameOf).ToList();

        Assert.True(documented.Count > 30);
        Assert.Empty(documented.Except(run.Logs.Select(log => log.EventName!)));
    }

    [Fact]
    public void Every_log_line_of_the_console_arrives_once_and_no_other()
    {
        var shown = run.Console.Where(e => e.Category.StartsWith("RiskFunctions")).Select(e => e.Id.Name!);

        Assert.Equal(Counted(shown), Counted(run.Logs.Select(log => log.EventName!)));
        Assert.True(run.Console.Count(e => e.Id.Name == "RequestAccepted") > 20);
    }

    [Fact]
    public void Every_metric_of_the_telemetry_page_arrives() =>
        Assert.Empty(Documented("## Metrics").Select(NameOf).Except(run.Items.Where(i => i.Table == "AppMetrics").Select(i => i.Name)));

    [Fact]
    public void Every_span_of_the_telemetry_page_arrives()
    {
        Assert.Equal(26, run.Items.Count(i => i.Table == "AppRequests" && i.Name == "process risk-signals"));

        // Each of them was written once more without a request.
        Assert.Equal(
            run.Console.Count(e => Tries.Contains(e.Id.Name, StringComparer.Ordinal)) - Tries.Length,
            run.Items.Count(i => i.Table == "AppDependencies" && i.Properties.ContainsKey("riskfunctions.outcome")));
    }

    [Fact]
    public void No_token_address_or_body_leaves_the_worker()
    {
        Assert.NotEmpty(run.Text);
        Assert.DoesNotContain(RecordedRun.Token, run.Text);
        Assert.DoesNotContain(RecordedRun.Address, run.Text);
        Assert.DoesNotContain(RecordedRun.Name, run.Text);
        Assert.DoesNotContain(RecordedRun.Words, run.Text);
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void Query_reads_columns_that_are_filled(string query)
    {
        var text = Repository.Read(Repository.Find("infra/monitoring", $"{query}.kql").Single());
        var words = text.Split([' ', '\n', '"', '(', ')', ',', '=', '|'], StringSplitOptions.RemoveEmptyEntries);
        var properties = words.Where(w => w.StartsWith("Properties.")).Select(w => w["Properties.".Length..]).ToHashSet(StringComparer.Ordinal);
        var rows = run.Items.Where(i => words.Contains(i.EventName ?? i.Name, StringComparer.Ordinal)).ToList();

        // Service Bus fills AzureMetrics, not the worker.
        Assert.True(rows.Count > 0 || words.Contains("AzureMetrics", StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Contains(row.Table, words));
        Assert.All(rows, row => Assert.Empty(properties.Except(row.Properties.Keys)));
        Assert.All(
            new[] { "Message", "Max", "Sum", "ItemCount" }.Where(column => words.Contains(column, StringComparer.Ordinal)),
            column => Assert.All(rows, row => Assert.Contains(row.Table == "AppExceptions" && column == "Message" ? "OuterMessage" : column, row.Columns)));
    }

    private static IEnumerable<string> Documented(string heading) => File.ReadLines(Path.Combine(Repository.Root, "docs/telemetry.md"))
        .SkipWhile(line => line != heading)
        .Skip(1)
        .TakeWhile(line => !line.StartsWith("## "))
        .Where(line => line.StartsWith("| `"));

    private static string NameOf(string row) => row.Split('`')[1];

    private static IEnumerable<(string Name, int Count)> Counted(IEnumerable<string> names) =>
        names.GroupBy(n => n, StringComparer.Ordinal).Select(g => (g.Key, g.Count())).OrderBy(g => g.Key, StringComparer.Ordinal);
}
