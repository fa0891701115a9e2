using System.Text.Json;

namespace RiskFunctions.Infra.Tests;

public sealed class JsonFileTests
{
    public static TheoryData<string> Files => [.. Repository.Find("infra", "*.json")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Json_is_well_formed_and_names_nothing_twice(string path)
    {
        using var document = JsonDocument.Parse(Repository.Read(path), new JsonDocumentOptions { AllowDuplicateProperties = false });

        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    [Fact]
    public void Host_file_has_what_the_flow_relies_on()
    {
        using var host = JsonDocument.Parse(Repository.Read("host.json"));
        var root = host.RootElement;

        Assert.Equal("2.0", root.GetProperty("version").GetString());
        Assert.Equal("OpenTelemetry", root.GetProperty("telemetryMode").GetString(), ignoreCase: true);
        Assert.Equal("00:10:00", root.GetProperty("functionTimeout").GetString());
        Assert.Equal(20, root.GetProperty("extensions").GetProperty("serviceBus").GetProperty("maxMessageBatchSize").GetInt32());
        // A compiled isolated app brings its extensions along.
        Assert.False(root.TryGetProperty("extensionBundle", out _));
    }

    [Fact]
    public void Host_file_sets_no_level_that_the_host_overrules()
    {
        using var host = JsonDocument.Parse(Repository.Read("host.json"));
        var categories = host.RootElement.GetProperty("logging").GetProperty("logLevel").EnumerateObject().Select(level => level.Name);

        // With telemetryMode OpenTelemetry the host exports nothing of these, whatever the file says.
        Assert.DoesNotContain(categories, name => name is "Host.Results" or "Host.Aggregator" || name.StartsWith("Azure."));
    }
}
