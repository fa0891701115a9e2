using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RiskFunctions.Azure;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Telemetry;

namespace RiskFunctions.LocalHost.Tests.Telemetry;

/// <summary>docs/telemetry.md against the code.</summary>
public sealed class TelemetryPageTests
{
    private const string LogDeclaration =
        """\[LoggerMessage\(\s*\d+,\s*LogLevel\.(?<level>\w+),\s*(?:"(?:[^"\\]|\\.)*"[\s+]*)+(?:,\s*EventName\s*=\s*"(?<name>\w+)")?\s*\)\]\s*"""
        + """(?:\[[^\]]*\]\s*)*[\w ]*?\bvoid\s+(?<method>\w+)""";

    [Fact]
    public async Task Metrics_of_the_page_are_those_of_the_code_with_unit_and_kind()
    {
        var services = new ServiceCollection().AddLogging();
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(
                [new("Okta:OrgUrl", "http://127.0.0.1:1"), new("SecurityEvents:Enabled", "true"), new("SecurityEvents:Issuer", "https://transmitter.example")])
            .Build();
        await using var provider = services.AddRiskFunctionsAzure(settings).AddRiskFunctionsCore(settings).BuildServiceProvider();
        var factory = provider.GetRequiredService<IMeterFactory>();
        var made = new List<(string, string?, string)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == FlowMetrics.MeterName && instrument.Meter.Scope == factory)
                {
                    made.Add((instrument.Name, instrument.Unit, Kind(instrument)));
                }
            },
        };
        listener.Start();

        _ = provider.GetRequiredService<IBatchDelivery>();

        var told = TelemetryPage.Rows("Metrics").Select(row => (row[0], (string?)row[1], row[2]));
        Assert.Equal(made.Order(), told.Order());
    }

    [Fact]
    public void Log_events_of_the_page_are_those_of_the_code_with_their_level()
    {
        var written = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .Select(File.ReadAllText)
            .SelectMany(text =>
            {
                var declared = Regex.Matches(text, LogDeclaration, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
                Assert.Equal(Regex.Count(text, @"\[LoggerMessage\(", RegexOptions.None, TimeSpan.FromSeconds(5)), declared.Count);
                return declared;
            })
            .Select(
                match => (Name: match.Groups["name"] is { Success: true } name ? name.Value : match.Groups["method"].Value, Level: match.Groups["level"].Value))
            .ToHashSet();

        Assert.Equal(written.Order(), TelemetryPage.Rows("Log events").Select(row => (row[0], row[1])).Order());
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name switch
    {
        "Counter`1" => "counter",
        "Histogram`1" => "histogram",
        "ObservableGauge`1" => "gauge",
        var other => other,
    };
}
