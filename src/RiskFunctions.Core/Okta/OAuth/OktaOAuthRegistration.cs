using RiskFunctions.Okta.OAuth.Tokens;
using RiskFunctions.Secrets;

namespace RiskFunctions.Okta.OAuth;

internal static class OktaOAuthRegistration
{
    /// <summary>Long answers are nobody's token.</summary>
    private const long LongestAnswer = 256 * 1024;

    /// <summary>
    /// Adds <see cref="PrivateKeyJwtAuthorization"/> and its HTTP client. Which <see cref="IRequestAuthorization"/> is used is decided by
    /// whoever reads <see cref="OktaOptions.Authentication"/>. Needs <see cref="ISecretSource"/>, the options and logging.
    /// </summary>
    public static IServiceCollection AddOktaOAuth(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new PrivateKeyJwtAuthorization(
            provider.GetRequiredService<IOptions<OktaOptions>>().Value,
            provider.GetRequiredService<ISecretSource>(),
            provider.GetRequiredService<IHttpClientFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        OktaHttpClient.Add(services, TokenEndpoint.ClientName)
            .ConfigureHttpClient(client => client.MaxResponseContentBufferSize = LongestAnswer);
        return services;
    }
}
