using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals;

/// <summary>Registers the reading of signals.</summary>
internal static class SignalServiceCollectionExtensions
{
    private const string NetworksKey = $"{SignalOptions.Section}:{nameof(SignalOptions.TrustedNetworks)}";

    private const string UsersKey = $"{SignalOptions.Section}:{nameof(SignalOptions.ExcludedUsers)}";

    private const string SeveritiesKey = $"{SignalOptions.Section}:{nameof(SignalOptions.SeverityMap)}";

    /// <summary>Adds <see cref="ISignalReader"/> with the settings under <c>Signals</c>, checked at start.</summary>
    public static IServiceCollection AddSignals(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SignalOptions>()
            .Bind(configuration.GetSection(SignalOptions.Section))
            // The binder ignores a list that is given as one value. For want of ":0" an office would be locked out.
            .Validate(
                _ => string.IsNullOrEmpty(configuration[NetworksKey]),
                $"{NetworksKey} is a list: name its entries {NetworksKey}:0, {NetworksKey}:1 and so on.")
            .Validate(_ => string.IsNullOrEmpty(configuration[UsersKey]), $"{UsersKey} is a list: name its entries {UsersKey}:0, {UsersKey}:1 and so on.")
            .Validate(
                _ => string.IsNullOrEmpty(configuration[SeveritiesKey]),
                $"{SeveritiesKey} is a table: name a severity, as in {SeveritiesKey}:Informational.")
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SignalOptions>, SignalOptionsValidator>());
        services.TryAddSingleton(provider => new SignalRules(provider.GetRequiredService<IOptions<SignalOptions>>().Value));
        services.TryAddSingleton<ISignalReader, SignalReader>();
        return services;
    }
}
