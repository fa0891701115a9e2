using RiskFunctions.Okta.OAuth;
using RiskFunctions.Okta.OAuth.Tokens;
using RiskFunctions.Secrets;

namespace RiskFunctions.Okta;

internal static class OktaRegistration
{
    /// <summary>A token's answer is far shorter.</summary>
    private const long LongestTokenAnswer = 256 * 1024;

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

    /// <summary>Adds <see cref="PrivateKeyJwtAuthorization"/> and its HTTP client.</summary>
    public static IServiceCollection AddOktaOAuth(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new PrivateKeyJwtAuthorization(
            provider.GetRequiredService<IOptions<OktaOptions>>().Value,
            provider.GetRequiredService<ISecretSource>(),
            provider.GetRequiredService<IHttpClientFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        OktaHttpClient.Add(services, TokenEndpoint.ClientName).ConfigureHttpClient(client => client.MaxResponseContentBufferSize = LongestTokenAnswer);
        return services;
    }
}
