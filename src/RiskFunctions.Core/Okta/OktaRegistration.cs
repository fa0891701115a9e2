using RiskFunctions.Okta.OAuth;

namespace RiskFunctions.Okta;

internal static class OktaRegistration
{
    public static IServiceCollection AddOkta(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OktaOptions>().Bind(configuration.GetSection(OktaOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OktaOptions>, OktaOptionsValidation>());
        OktaHttpClient.Add(services, RiskEventClient.HttpClientName);
        services.TryAddSingleton<ApiTokenAuthorization>();
        services.AddOktaOAuth();
        services.TryAddSingleton<IRequestAuthorization>(provider => provider.GetRequiredService<IOptions<OktaOptions>>().Value.Authentication switch
        {
            OktaAuthentication.PrivateKeyJwt => provider.GetRequiredService<PrivateKeyJwtAuthorization>(),
            _ => provider.GetRequiredService<ApiTokenAuthorization>(),
        });
        services.TryAddSingleton(provider => new RiskEventClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(RiskEventClient.HttpClientName),
            provider.GetRequiredService<IRequestAuthorization>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
