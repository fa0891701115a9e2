namespace RiskFunctions;

/// <summary>Registers <see cref="KnownSettings{TOptions}"/>.</summary>
internal static class KnownSettingsRegistration
{
    public static void AddKnownSettings<TOptions>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>>(new KnownSettings<TOptions>(configuration.GetSection(section))));
}
