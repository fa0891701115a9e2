using RiskFunctions.Metering.Permits;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Metering.State;

namespace RiskFunctions.Metering;

internal static class MeteringRegistration
{
    public static IServiceCollection AddMetering(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RateMeterOptions>().Bind(configuration.GetSection(RateMeterOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RateMeterOptions>, RateMeterOptionsValidation>());
        services.TryAddSingleton<IMeterStore, MemoryMeterStore>();
        services.TryAddSingleton(static provider => Session(
            provider, provider.GetRequiredService<IMeterStore>(), provider.GetRequiredService<IOptions<RateMeterOptions>>().Value));
        services.TryAddSingleton<PermitQueue>();
        services.TryAddSingleton<AnswerReporting>();
        return services;
    }

    /// <summary>A budget: its document and its limit.</summary>
    public static MeterSession Session(IServiceProvider provider, IMeterStore store, RateMeterOptions limit) => new(
        store,
        MeterRules.From(limit, store.IsShared),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<Random>(),
        provider.GetRequiredService<ILogger<MeterSession>>());
}
