using RiskFunctions.LocalHost.Broker.Rest;
using RiskFunctions.SecurityEvents;

namespace RiskFunctions.LocalHost.Hosting;

/// <summary>What an org reads of the key that signs: the two documents of a provider of security events.</summary>
internal static class PublicKeyEndpoints
{
    public const string KeySet = "/.well-known/jwks.json";

    public const string Configuration = "/.well-known/ssf-configuration";

    private const string Json = "application/json";

    public static void MapPublicKeys(this IEndpointRouteBuilder endpoints)
    {
        var keys = endpoints.ServiceProvider.GetRequiredService<IPublicKeys>();
        var all = endpoints.MapGroup("").RequireLoopback();
        all.MapGet(KeySet, async (CancellationToken stop) => TypedResults.Text(await keys.KeySetAsync(stop), Json));
        all.MapGet(Configuration, (HttpRequest request) => TypedResults.Text(keys.Configuration(new Uri($"{request.Scheme}://{request.Host}{KeySet}")), Json));
    }
}
