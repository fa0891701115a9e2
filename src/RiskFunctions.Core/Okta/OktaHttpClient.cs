using System.Reflection;

namespace RiskFunctions.Okta;

/// <summary>
/// A client that talks to the org and to nobody else: no redirects (they would carry the credential along), no cookies, time-outs set
/// by the caller for each try. The same for risk events, security events and tokens.
/// </summary>
internal static class OktaHttpClient
{
    /// <summary>Okta's edge closes idle connections sooner than this; a new one also follows a DNS change.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private static readonly string UserAgent =
        $"RiskFunctions/{typeof(OktaHttpClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0"}";

    public static IHttpClientBuilder Add(IServiceCollection services, string name) =>
        services
            .AddHttpClient(name, (provider, client) =>
            {
                client.BaseAddress = provider.GetRequiredService<IOptions<OktaOptions>>().Value.OrgUrl;
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,

                // The flow makes a span of its own for each request; the handler's would double it, and send our trace ids to the org.
                ActivityHeadersPropagator = null,
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = ConnectionLifetime,
            })

            // The factory's own logging writes request headers at Trace, token and proof among them.
            .RemoveAllLoggers();
}
