using System.Reflection;

namespace RiskFunctions.Okta;

/// <summary>
/// The HTTP client for risk events, security events and tokens. It talks to the org only: no redirects, which would carry the credential along,
/// and no cookies. The caller sets the time limit of each try.
/// </summary>
internal static class OktaHttpClient
{
    /// <summary>Okta closes idle connections sooner than this. A new connection also follows a DNS change.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private static readonly string UserAgent = $"RiskFunctions/{Version?.InformationalVersion.Split('+')[0] ?? "0"}";

    private static AssemblyInformationalVersionAttribute? Version =>
        typeof(OktaHttpClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();

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

                // The flow makes its own span for each request. The handler's would double it, and send our trace ids to the org.
                ActivityHeadersPropagator = null,
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = ConnectionLifetime,
            })

            // The factory's logging writes request headers at Trace: token and proof are among them.
            .RemoveAllLoggers();
}
