using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;
using RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>The whole stack with both destinations on, and a host that publishes the key with which it signs.</summary>
internal sealed class TwoDestinations : IAsyncDisposable
{
    private readonly KeyHost _keys;

    private TwoDestinations(RunningStack stack, KeyHost keys) => (Stack, _keys) = (stack, keys);

    public RunningStack Stack { get; }

    /// <summary>The requests with a SET, in order.</summary>
    public IReadOnlyList<SetRecord> Sets => Stack.Okta.Recorder.SecurityEvents.Requests();

    public SetStatistics Statistics => Stack.Statistics.SecurityEvents;

    public static async Task<TwoDestinations> StartAsync(
        Func<SecurityEventsOptions, SecurityEventsOptions>? sandbox = null, params (string Key, string? Value)[] settings)
    {
        var keys = await KeyHost.StartAsync(SetOrg.Key.PublicJwk);
        var org = new SecurityEventsOptions
        {
            Providers = [new SecurityEventsProvider { Issuer = SetOrg.Issuer, JwksUrl = keys.JwksUrl }],
            Limit = new RequestLimitOptions { Requests = 600, Window = TimeSpan.FromSeconds(1) },
        };
        (string, string?)[] on =
        [
            ("SecurityEvents:Enabled", "true"), ("SecurityEvents:Issuer", SetOrg.Issuer), ("SecurityEvents:RequestsPerMinute", "600"),
            ("SecurityEvents:UsersFromAlerts", "MediumAndHigh"), ("Secrets:security-events-key", SetOrg.Key.PrivateJwk),
        ];
        var stack = await RunningStack.StartAsync(
            RunningStack.Settings([.. on.Concat(settings).GroupBy(s => s.Item1).Select(s => s.Last())]),
            o => o with { SecurityEvents = sandbox is null ? org : sandbox(org) });
        return new TwoDestinations(stack, keys);
    }

    public async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        await _keys.DisposeAsync();
    }
}
