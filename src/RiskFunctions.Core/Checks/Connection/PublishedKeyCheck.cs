using RiskFunctions.Delivery.Sending;
using RiskFunctions.Okta.OAuth.Keys;
using RiskFunctions.SecurityEvents.Keys;

namespace RiskFunctions.Checks.Connection;

/// <summary>Looks for the signing key where Okta looks for it.</summary>
internal sealed class PublishedKeyCheck(HttpClient http, TimeProvider time)
{
    public const string Step = "Public keys";

    private const string ReachFix = "Okta must reach it over https, without signing in and without a redirect, as application/json.";

    /// <param name="issuer">Of our tokens.</param>
    /// <param name="keySet">Where the keys are; null when the issuer's own configuration says so.</param>
    public async Task<CheckStep> RunAsync(SigningKey signing, string issuer, Uri? keySet, CancellationToken cancellationToken)
    {
        if (keySet is null)
        {
            var address = ConfigurationOf(new Uri(issuer));
            var (configuration, missing) = await GetAsync(address, cancellationToken);
            if (configuration is null)
            {
                return new CheckStep.NotDone(
                    Step,
                    $"{address} {missing}, so Okta can know the keys by the provider's jwks_url only: " +
                    $"give that with --jwks-url to have kid {signing.Kid} looked for");
            }

            if (!string.Equals(Member(configuration, "issuer"), issuer, StringComparison.Ordinal))
            {
                return new CheckStep.Failed(
                    Step, $"{address} names another issuer than SecurityEvents:Issuer.", "Both must be the same to the letter, a slash at the end included.");
            }

            if (!Uri.TryCreate(Member(configuration, "jwks_uri"), UriKind.Absolute, out keySet))
            {
                return new CheckStep.Failed(Step, $"{address} has no jwks_uri.");
            }
        }

        var (keys, fault) = await GetAsync(keySet, cancellationToken);
        return keys is null ? new CheckStep.Failed(Step, $"{keySet} {fault}.", ReachFix) : Find(signing, keySet, PublicKeySet.Parse(keys, time.GetUtcNow()));
    }

    // SSF 1.0, section 7.2: the well-known part stands between host and path.
    private static Uri ConfigurationOf(Uri issuer) =>
        new($"{issuer.GetLeftPart(UriPartial.Authority)}/.well-known/ssf-configuration{issuer.AbsolutePath.TrimEnd('/')}");

    private static CheckStep Find(SigningKey signing, Uri keySet, PublicKeySet? set) => set switch
    {
        null => new CheckStep.Failed(Step, $"{keySet} holds no JWK set.", ReachFix),
        _ when set.Holds(signing) => new CheckStep.Passed(Step, $"{keySet} has kid {signing.Kid}"),
        _ when set.Keys.Any(k => string.Equals(k.Kid, signing.Kid, StringComparison.Ordinal)) => new CheckStep.Failed(
            Step,
            $"{keySet} has another key under kid {signing.Kid}.",
            "Give the new key a kid of its own, or none; Okta answers authentication_failed until then."),
        _ => new CheckStep.Failed(
            Step,
            $"{keySet} has {set.Keys.Count} key(s), and none with kid {signing.Kid}.",
            "Publish the public half of the key in SecurityEvents:SigningKeySecret; Okta answers invalid_key until then."),
    };

    private async Task<(string? Text, string? Fault)> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        {
            return (null, "is not https");
        }

        using var timer = new CancellationTokenSource(DeliveryTimes.Try, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var response = await http.GetAsync(address, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (null, $"is answered with HTTP {(int)response.StatusCode}");
            }

            if (!string.Equals(response.Content.Headers.ContentType?.MediaType, "application/json", StringComparison.OrdinalIgnoreCase))
            {
                return (null, "is not served as application/json");
            }

            return (await response.Content.ReadAsStringAsync(either.Token), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, "cannot be reached");
        }
    }

    private static string? Member(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.GetProperty(name).GetString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
