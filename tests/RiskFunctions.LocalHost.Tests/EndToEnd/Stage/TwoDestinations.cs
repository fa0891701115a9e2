using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;
using RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;

namespace RiskFunctions.LocalHost.Tests.EndToEnd.Stage;

/// <summary>The whole stack with both destinations on. It publishes its key, and the sandbox reads it there.</summary>
internal sealed class TwoDestinations : IAsyncDisposable
{
    private TwoDestinations(RunningStack stack) => Stack = stack;

    public RunningStack Stack { get; }

    /// <summary>The requests with a SET, in order.</summary>
    public IReadOnlyList<SetRecord> Sets => Stack.Okta.Recorder.SecurityEvents.Requests();

    public SetStatistics Statistics => Stack.Statistics.SecurityEvents;

    public static Task<TwoDestinations> StartAsync(
        Func<SecurityEventsOptions, SecurityEventsOptions>? sandbox = null, params (string Key, string? Value)[] settings) =>
        StartAsync(sandbox, options: null, TimeProvider.System, settings);

    public static async Task<TwoDestinations> StartAsync(
        Func<SecurityEventsOptions, SecurityEventsOptions>? sandbox,
        Func<StackOptions, StackOptions>? options,
        TimeProvider time,
        params (string Key, string? Value)[] settings)
    {
        var org = new SecurityEventsOptions { Limit = new RequestLimitOptions { Requests = 600, Window = TimeSpan.FromSeconds(1) } };
        (string, string?)[] on =
        [
            ("SecurityEvents:Enabled", "true"), ("SecurityEvents:Issuer", SetOrg.Issuer), ("SecurityEvents:RequestsPerMinute", "600"),
            ("SecurityEvents:UsersFromAlerts", "MediumAndHigh"), ("Secrets:security-events-key", SetOrg.Key.PrivateJwk),
        ];
        var stack = await RunningStack.StartAsync(
            RunningStack.Settings([.. on.Concat(settings).GroupBy(s => s.Item1).Select(s => s.Last())]),
            o => o with { SecurityEvents = sandbox is null ? org : sandbox(org) },
            options,
            time);
        return new TwoDestinations(stack);
    }

    public ValueTask DisposeAsync() => Stack.DisposeAsync();
}
