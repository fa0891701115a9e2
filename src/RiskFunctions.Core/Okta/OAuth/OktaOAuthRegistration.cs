using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
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
        services.AddHttpClient(TokenEndpoint.ClientName, client =>
            {
                // Each try has its own limit.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = LongestAnswer;
                client.DefaultRequestHeaders.UserAgent.Add(new("RiskFunctions", typeof(OktaOAuthRegistration).Assembly.GetName().Version?.ToString(3)));
            })

            // A redirect would carry the assertion to another host.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })

            // The factory's loggers write headers at Trace, and the proof is one.
            .RemoveAllLoggers();
        return services;
    }
}
