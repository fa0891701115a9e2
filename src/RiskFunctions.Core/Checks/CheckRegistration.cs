using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RiskFunctions.Checks;

internal static class CheckRegistration
{
    public static IServiceCollection AddChecks(this IServiceCollection services)
    {
        services.TryAddSingleton<TestEvent>();
        services.TryAddSingleton<IConnectionCheck, ConnectionCheck>();
        services.TryAddSingleton<IMessageExplanation, FlowExplanation>();
        return services;
    }
}
