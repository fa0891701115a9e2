using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.Metering;
using RiskFunctions.Metering.Permits;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.SecurityEvents;

namespace RiskFunctions.Delivery.Users;

/// <summary>Security events use the same classes as risk events, with a meter document, permits and a circuit of their own under one key.</summary>
internal static class UserDeliveryRegistration
{
    public const string Key = "security-events";

    public static void AddUserDelivery(this IServiceCollection services)
    {
        services.TryAddSingleton<UserRules>();
        services.TryAddKeyedSingleton<IMeterStore, MemoryMeterStore>(Key);
        services.TryAddKeyedSingleton(Key, static (provider, _) => MeteringRegistration.Session(
            provider,
            provider.GetRequiredKeyedService<IMeterStore>(Key),
            new RateMeterOptions { RequestsPerMinute = provider.GetRequiredService<IOptions<SecurityEventsOptions>>().Value.RequestsPerMinute }));
        services.TryAddKeyedSingleton(Key, static (provider, key) => new PermitQueue(
            provider.GetRequiredKeyedService<MeterSession>(key), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Random>()));
        services.TryAddKeyedSingleton(Key, static (provider, _) => new OktaCircuit(
            OktaCircuit.SecurityEvents, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<OktaCircuit>>()));

        services.TryAddSingleton<IMinuteClosing>(static provider => new MinuteClosing(
            provider.GetRequiredService<MeterSession>(),
            provider.GetService<UserDelivery>()?.Meter,
            provider.GetRequiredService<ILogger<MinuteClosing>>()));

        // Null while security events are off: then nothing of them is made.
        services.TryAddSingleton(static provider => provider.GetRequiredService<UserRules>().IsOn ? Delivery(provider) : null!);
    }

    private static UserDelivery Delivery(IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var random = provider.GetRequiredService<Random>();
        var metrics = provider.GetRequiredService<FlowMetrics>();
        var session = provider.GetRequiredKeyedService<MeterSession>(Key);
        var circuit = provider.GetRequiredKeyedService<OktaCircuit>(Key);
        metrics.WatchUsers(session, circuit);
        var tries = new UserTry(
            provider.GetRequiredService<SecurityEventClient>(),
            new FreshPermits(provider.GetRequiredKeyedService<PermitQueue>(Key), time, provider.GetRequiredService<ILogger<FreshPermits>>()),
            circuit,
            new AnswerReporting(session, time, random, provider.GetRequiredService<ILogger<AnswerReporting>>()),
            metrics,
            provider.GetRequiredService<FlowTraces>(),
            time,
            provider.GetRequiredService<ILogger<UserTry>>());
        return new UserDelivery(
            new RequestSender<UserWork>(tries, circuit, provider.GetRequiredService<StopGrace>(), time, random),
            session,
            circuit,
            provider.GetRequiredService<MessageSettler>(),
            provider.GetRequiredService<UserRules>(),
            metrics,
            time);
    }
}
