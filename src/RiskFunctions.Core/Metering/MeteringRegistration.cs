using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RiskFunctions.Metering.Permits;
using RiskFunctions.Metering.Session;
using RiskFunctions.Metering.State;

namespace RiskFunctions.Metering;

internal static class MeteringRegistration
{
    public static IServiceCollection AddMetering(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RateMeterOptions>().Bind(configuration.GetSection(RateMeterOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RateMeterOptions>, RateMeterOptionsValidation>());
        services.TryAddSingleton<IMeterStore, MemoryMeterStore>();
        services.TryAddSingleton(provider => new MeterSession(
            provider.GetRequiredService<IMeterStore>(),
            MeterRules.From(provider.GetRequiredService<IOptions<RateMeterOptions>>().Value, provider.GetRequiredService<IMeterStore>().IsShared),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Random>(),
            provider.GetRequiredService<ILogger<MeterSession>>()));
        services.TryAddSingleton<PermitQueue>();
        return services;
    }
}
