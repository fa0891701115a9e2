using System.Runtime.CompilerServices;
using RiskFunctions.Okta;
using RiskFunctions.Okta.OAuth.Keys;
using RiskFunctions.Okta.OAuth.Tokens;
using RiskFunctions.RiskEvents;
using RiskFunctions.Secrets;

namespace RiskFunctions.Checks.Connection;

/// <summary>The steps, for each way of <see cref="OktaAuthentication"/>.</summary>
internal sealed class ConnectionCheck(
    IOptions<OktaOptions> options,
    ISecretSource secrets,
    IRequestAuthorization authorization,
    RiskEventClient okta,
    TestEvent testEvent,
    IOptions<RiskEventsOptions> riskEvents,
    SecurityEventCheck? users = null) : IConnectionCheck
{
    private const string TokenStep = "Access token";

    private bool IsServiceApp => options.Value.Authentication == OktaAuthentication.PrivateKeyJwt;

    private string CredentialStep => IsServiceApp ? "Private key" : "API token";

    private string SecretName => IsServiceApp ? options.Value.PrivateKeySecret : options.Value.ApiTokenSecret;

    public async IAsyncEnumerable<CheckStep> RunAsync(CheckScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A failed step ends the steps of its destination. The other destination may work.
        foreach (var steps in new[] { riskEvents.Value.Enabled ? Steps(scope.TestAddress) : AddressesAreOff(), users?.Steps(scope) ?? [] })
        {
            foreach (var (name, run) in steps)
            {
                var step = await TryAsync(name, run, cancellationToken);
                yield return step;
                if (step is CheckStep.Failed)
                {
                    break;
                }
            }
        }
    }

    private static IEnumerable<(string Name, Func<CancellationToken, Task<CheckStep>> Run)> AddressesAreOff() =>
        [("Risk events", _ => NotDone("Risk events", "RiskEvents:Enabled is false: addresses are not sent, and no credential is needed."))];

    private static Task<CheckStep> NotDone(string step, string why) => Task.FromResult<CheckStep>(new CheckStep.NotDone(step, why));

    private IEnumerable<(string Name, Func<CancellationToken, Task<CheckStep>> Run)> Steps(DocumentationAddress? testAddress) =>
    [
        (CredentialStep, ReadCredentialAsync),
        (TokenStep, AuthorizeAsync),
        (TestEvent.Step, stop => testAddress is null
            ? NotDone(
                TestEvent.Step,
                "Nothing was sent to the Risk Events API. Add --send-test-event IP, with a documentation address, to try it with one LOW event.")
            : testEvent.SendAsync(testAddress, stop)),
    ];

    private static async Task<CheckStep> TryAsync(string name, Func<CancellationToken, Task<CheckStep>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The text of an unforeseen exception may hold anything, so it is left out.
            return new CheckStep.Failed(
                name, $"{e.GetType().Name}, which nobody foresaw.", "Check the settings of this step; if they are right, report the name of the fault.");
        }
    }

    private async Task<CheckStep> ReadCredentialAsync(CancellationToken cancellationToken)
    {
        var step = CredentialStep;
        try
        {
            var secret = await secrets.GetSecretAsync(SecretName, fresh: true, cancellationToken);
            return new CheckStep.Passed(step, IsServiceApp ? Describe(SigningKey.Parse(secret)) : $"secret {SecretName} was read");
        }
        catch (SecretUnavailableException e)
        {
            return new CheckStep.Failed(step, e.Message);
        }
        catch (FormatException e)
        {
            return new CheckStep.Failed(
                step,
                $"The secret {SecretName} is no usable private key: {e.Message}",
                "Store the private key of the service app (RSA of at least 2048 bits, or EC P-256) as a JWK or PEM that is not encrypted.");
        }
    }

    private string Describe(SigningKey key) => $"secret {SecretName} was read: {key.Algorithm}, kid {key.Kid}{(key.KidIsThumbprint ? Registration(key) : "")}";

    // A PEM has no kid, and Okta's dialog does not take PEM everywhere.
    private static string Registration(SigningKey key) =>
        " (its RFC 7638 thumbprint, for the secret names none). Okta must know the public key by it: " +
        $$"""{"kid":"{{key.Kid}}","use":"sig",{{key.PublicJwk.CanonicalJson[1..]}}""";

    // The header is made for the request of a test event, and thrown away.
    private async Task<CheckStep> AuthorizeAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, okta.Target);
            await authorization.AuthorizeAsync(request, cancellationToken);
            return IsServiceApp
                ? new CheckStep.Passed(
                    TokenStep, $"{options.Value.OrgUrl!.Host} gave a {request.Headers.Authorization!.Scheme} token with scope {TokenEndpoint.Scope}")
                : new CheckStep.NotDone(TokenStep, "An API token needs none; whether Okta accepts it shows with a request only.");
        }
        catch (Exception e) when (e is AuthorizationRefusedException or SecretUnavailableException)
        {
            return new CheckStep.Failed(TokenStep, e.Message);
        }
        catch (CredentialUnavailableException e)
        {
            return new CheckStep.Failed(TokenStep, e.Message, TestEvent.UnreachableFix);
        }
    }
}
