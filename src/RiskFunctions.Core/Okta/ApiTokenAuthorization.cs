using System.Net.Http.Headers;
using RiskFunctions.Secrets;

namespace RiskFunctions.Okta;

/// <summary>An Okta API token in the <c>SSWS</c> scheme.</summary>
internal sealed class ApiTokenAuthorization(ISecretSource secrets, IOptions<OktaOptions> options) : IRequestAuthorization
{
    public async ValueTask PrepareAsync(bool fresh, CancellationToken cancellationToken) => await ReadAsync(fresh, cancellationToken);

    public async ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("SSWS", await ReadAsync(fresh: false, cancellationToken));

    /// <summary>An API token answers no challenge.</summary>
    public bool LearnFrom(HttpResponseMessage response) => false;

    private async ValueTask<string> ReadAsync(bool fresh, CancellationToken cancellationToken)
    {
        var name = options.Value.ApiTokenSecret;

        var token = StoredCredential.Token(await secrets.GetSecretAsync(name, fresh, cancellationToken));
        if (token.StartsWith('{') || token.Contains("-----BEGIN ", StringComparison.Ordinal))
        {
            throw new SecretUnavailableException(
                $"The secret {name} holds no Okta API token but a key: set Okta:Authentication to PrivateKeyJwt, or store the token.");
        }

        return token.Length == 0 || token.Any(c => c is <= ' ' or > '~' or '"' or '\'')
            ? throw new SecretUnavailableException(
                $"The secret {name} holds no Okta API token: it is empty or has characters that a token cannot have. " +
                "Store the token alone, without quotes and without SSWS before it.")
            : token;
    }
}
