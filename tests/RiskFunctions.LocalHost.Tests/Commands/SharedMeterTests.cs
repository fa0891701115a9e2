using System.Net;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using RiskFunctions.Testing.Azurite;

namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary><c>--shared-meter</c>: one budget for the processes of one machine, without a SAS made by hand.</summary>
public sealed class SharedMeterTests
{
    [AzuriteFact]
    public async Task Up_and_worker_with_a_shared_meter_count_together()
    {
        await using var azurite = await AzuriteServer.StartAsync(AzuriteState.Lost, CancellationToken.None);
        var blobs = azurite.Endpoint.GetLeftPart(UriPartial.Authority);
        using var up = await CommandRun.UpAsync("--no-pump", "--shared-meter", blobs);
        using var worker = CommandRun.StartWorker(up, "--shared-meter", blobs);
        using var http = new HttpClient { BaseAddress = up.Url };

        await UpStatus.PostAsync(http, RunningStack.Signal(), ("riskLevel", "\"HIGH\""));

        // The worker took the permit; this process, which delivers nothing, sees it.
        await UpStatus.UntilAsync(http, s => s.GetProperty("meter").GetProperty("used").GetInt32() == 1);
        await UpStatus.UntilAsync(http, s => s.GetProperty("meter").GetProperty("store").GetString() == "blob");
        using var client = new HttpClient();
        using var unsigned = await client.GetAsync(new Uri($"{azurite.Endpoint}/rate-meter/rate-meter.json"));
        Assert.NotEqual(HttpStatusCode.OK, unsigned.StatusCode);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("worker")]
    public async Task Shared_meter_elsewhere_is_refused(params string[] arguments)
    {
        using var run = await CommandRun.RunAsync([.. arguments, "--shared-meter", "http://storage.example:10000"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--shared-meter takes Azurite's blob address on this machine", run.Error);
    }
}
