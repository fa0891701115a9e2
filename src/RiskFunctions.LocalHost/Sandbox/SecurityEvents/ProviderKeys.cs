using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Json;

namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>Fetches what a provider has published and keeps it for a while. A failure is not kept. Safe for several threads.</summary>
internal sealed class ProviderKeys(SecurityEventsProvider provider, TimeSpan cachedFor, SandboxClock clock, Action fetching)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
        MaxResponseContentBufferSize = 1024 * 1024,
    };

    private readonly Lock _gate = new();
    private Task<KeySet>? _fetched;
    private TimeSpan _fetchedAt;

    public SecurityEventsProvider Provider => provider;

    /// <summary>The key set; <paramref name="fresh"/> has it fetched in any case.</summary>
    public Task<KeySet> ReadAsync(bool fresh, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (fresh || _fetched is null or { IsCompletedSuccessfully: true, Result.Fault: not null } || clock.Elapsed - _fetchedAt >= cachedFor)
            {
                fetching();
                _fetchedAt = clock.Elapsed;
                _fetched = FetchAsync();
            }

            // One request that is given up must not take the fetch from the others.
            return _fetched.WaitAsync(cancellationToken);
        }
    }

    private async Task<KeySet> FetchAsync()
    {
        var issuer = provider.Issuer;
        try
        {
            var jwksUrl = provider.JwksUrl;
            if (provider.WellKnownUrl is { } wellKnown)
            {
                using var configuration = await GetAsync(wellKnown);
                (issuer, jwksUrl) = ReadConfiguration(configuration.RootElement);
            }

            using var jwks = await GetAsync(jwksUrl!);
            return KeySet.Read(issuer, jwks.RootElement.Clone());
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return KeySet.Failed(issuer, "cannot be reached");
        }
        catch (InvalidDataException e)
        {
            return KeySet.Failed(issuer, e.Message);
        }
    }

    private static (string Issuer, Uri JwksUrl) ReadConfiguration(JsonElement configuration) =>
        StrictJson.TryMembers(configuration, out var members, out _)
        && members.TryGetValue("issuer", out var issuer) && StrictJson.Text(issuer) is { Length: > 0 } name
        && members.TryGetValue("jwks_uri", out var jwks) && Uri.TryCreate(StrictJson.Text(jwks), UriKind.Absolute, out var url)
        && SecurityEventsProvider.IsAllowed(url)
            ? (name, url)
            : throw new InvalidDataException("is a configuration without issuer, or without a jwks_uri that may be used");

    private static async Task<JsonDocument> GetAsync(Uri url)
    {
        using var response = await Http.GetAsync(url);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidDataException($"is answered with {(int)response.StatusCode}");
        }

        if (!MediaTypes.IsJson(response.Content.Headers.ContentType?.ToString()))
        {
            throw new InvalidDataException("is not served as application/json");
        }

        var body = await response.Content.ReadAsByteArrayAsync();
        return StrictJson.TryParse(body, out var document, out var fault) ? document : throw new InvalidDataException(fault);
    }
}
