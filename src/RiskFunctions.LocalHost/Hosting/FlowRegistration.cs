using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using RiskFunctions.Azure;
using RiskFunctions.LocalHost.Broker.Pump;
using RiskFunctions.LocalHost.Telemetry;
using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;
using RiskFunctions.Secrets;
using RiskFunctions.SecurityEvents;

namespace RiskFunctions.LocalHost.Hosting;

internal static class FlowRegistration
{
    /// <summary>A batch in flight gets 8 s at shutdown (4 for its request, 4 for its settlements); the host waits a little longer.</summary>
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(9.5);

    /// <summary>The same flow as the function app's, with pumps in place of triggers. The caller registers an <see cref="ILaneReceiver"/>.</summary>
    public static IServiceCollection AddFlow(this IServiceCollection services, IConfiguration configuration, bool runPump)
    {
        services.AddRiskFunctionsAzure(configuration);
        services.AddRiskFunctionsCore(configuration);
        services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = ShutdownTime;
            options.ServicesStopConcurrently = true;
        });

        // Before the pumps, so that the first batch is seen too.
        services.AddTelemetryExport(configuration);
        if (runPump)
        {
            services.AddHostedService<PumpHost>();
        }

        services.AddHostedService<MinuteTimer>();
        return services;
    }

    /// <summary>Checks every setting before the host starts, which would report the same fault with a stack trace.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong; the message names it.</exception>
    /// <exception cref="AggregateException">Settings of several sections are wrong.</exception>
    /// <exception cref="SecretUnavailableException">The credential is to come from the settings, and they hold none.</exception>
    public static async Task ValidateSettingsAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<IStartupValidator>().Validate();

        // Messages wait for a vault that is away. A missing setting stays missing.
        if (!FlowSettings.NamesVault(services.GetRequiredService<IConfiguration>()))
        {
            foreach (var name in SecretNames(services))
            {
                await services.GetRequiredService<ISecretSource>().GetSecretAsync(name, fresh: false, cancellationToken);
            }
        }
    }

    private static IEnumerable<string> SecretNames(IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<RiskEventsOptions>>().Value.Enabled)
        {
            var okta = services.GetRequiredService<IOptions<OktaOptions>>().Value;
            yield return okta.Authentication == OktaAuthentication.PrivateKeyJwt ? okta.PrivateKeySecret : okta.ApiTokenSecret;
        }

        if (services.GetRequiredService<IOptions<SecurityEventsOptions>>().Value is { Enabled: true } users)
        {
            yield return users.SigningKeySecret;
        }
    }

    /// <summary>One line an event, to the console; the frameworks' own chatter is left out.</summary>
    public static void AddConsoleLog(this ILoggingBuilder logging, IConfiguration configuration, LogLevel level)
    {
        logging.SetMinimumLevel(level);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);

        // A start that fails is told by the command, in words.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        logging.AddFilter("Polly", LogLevel.Warning);
        logging.AddFilter("Azure", LogLevel.Warning);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddConsole(console => console.FormatterName = FlowConsoleFormatter.Key);
        logging.AddConsoleFormatter<FlowConsoleFormatter, ConsoleFormatterOptions>();
    }
}
