using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RiskFunctions.App.Delivery;
using RiskFunctions.App.Metering;

namespace RiskFunctions.App.Tests.Hosting;

public sealed class HostTests
{
    public static TheoryData<string> Deployments => ["local.settings.sample.json", "Bicep"];

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Host_builds_with_valid_services_and_settings(string deployment)
    {
        using var host = Build(SettingsOf(deployment));

        host.Services.GetRequiredService<IStartupValidator>().Validate();

        Assert.NotNull(ActivatorUtilities.CreateInstance<RiskEventFunctions>(host.Services));
        Assert.NotNull(ActivatorUtilities.CreateInstance<MeterThroughputFunction>(host.Services));
        Assert.NotEmpty(host.Services.GetServices<IHostedService>());
    }

    [Fact]
    public void Process_has_eight_threads_before_the_pool_holds_back()
    {
        ThreadPool.GetMinThreads(out var threads, out _);

        Assert.InRange(threads, 8, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Host_setting_that_is_wrong_stops_it_with_the_settings_name(string deployment)
    {
        var settings = SettingsOf(deployment);
        settings["RateMeter__RequestsPerMinute"] = "0";
        using var host = Build(settings);

        var fault = Assert.Throws<OptionsValidationException>(host.Services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains("RateMeter:RequestsPerMinute", fault.Message);
    }

    [Theory]
    [InlineData("System.Net.Http.HttpClient.CallInvokerExtractor.LogicalHandler")]
    [InlineData("Grpc.Net.Client.Internal.GrpcCall")]
    public void Host_logs_of_single_settlements_are_left_out_below_a_warning(string category)
    {
        using var host = Build(AppSettings.Sample());

        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

        Assert.False(logger.IsEnabled(LogLevel.Information));
        Assert.True(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("RiskFunctions").IsEnabled(LogLevel.Information));
    }

    private static Dictionary<string, string> SettingsOf(string deployment) => deployment == "Bicep" ? AppSettings.Bicep() : AppSettings.Sample();

    // In Development the host validates that every service can be made, and none outlives what it holds.
    private static IHost Build(IEnumerable<KeyValuePair<string, string>> settings) =>
        Program.CreateBuilder(AppSettings.AsArguments([.. settings, new("environment", "Development")])).Build();
}
