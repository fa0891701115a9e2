using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RiskFunctions.Okta;
using RiskFunctions.Okta.OAuth;
using RiskFunctions.Okta.OAuth.Keys;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Okta;

namespace RiskFunctions.Benchmarks;

/// <summary>What the credential costs: for each request (API token, Bearer, DPoP), and once an hour (the assertion for a new token).</summary>
[MemoryDiagnoser]
public class CredentialBenchmarks
{
    private const string ClientId = "0oa-service-app";
    private static readonly Uri Org = new("https://contoso.okta.com");
    private static readonly Uri Target = new(Org, "/api/v1/risk/events/ip");

    private readonly SigningKey _rsa = SigningKey.Parse(ServiceAppKey.CreateRsa().PrivateJwk);
    private readonly SigningKey _ec = SigningKey.Parse(ServiceAppKey.CreateEc().PrivateJwk);

    private readonly ApiTokenAuthorization _apiToken = new(new FakeSecrets("00-a-token"), Options.Create(new OktaOptions { OrgUrl = Org }));
    private readonly PrivateKeyJwtAuthorization _bearer = ServiceApp(DPoPUse.Off, "Bearer");
    private readonly PrivateKeyJwtAuthorization _dpop = ServiceApp(DPoPUse.Required, "DPoP");

    [Benchmark(Baseline = true, Description = "request with API token")]
    public Task ApiToken() => AuthorizeAsync(_apiToken);

    [Benchmark(Description = "request with Bearer token")]
    public Task Bearer() => AuthorizeAsync(_bearer);

    [Benchmark(Description = "request with DPoP token and its proof")]
    public Task DPoP() => AuthorizeAsync(_dpop);

    [Benchmark(Description = "assertion, RSA 2048")]
    public string RsaAssertion() => ClientAssertion.Create(_rsa, ClientId, Target, DateTimeOffset.UnixEpoch);

    [Benchmark(Description = "assertion, EC P-256")]
    public string EcAssertion() => ClientAssertion.Create(_ec, ClientId, Target, DateTimeOffset.UnixEpoch);

    private static async Task AuthorizeAsync(IRequestAuthorization authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Target);
        await authorization.AuthorizeAsync(request, CancellationToken.None);
    }

    private static PrivateKeyJwtAuthorization ServiceApp(DPoPUse use, string tokenType) => new(
        new OktaOptions { OrgUrl = Org, Authentication = OktaAuthentication.PrivateKeyJwt, ClientId = ClientId, DPoP = use },
        new FakeSecrets(ServiceAppKey.CreateEc().PrivateJwk),
        new GrantingOrg(tokenType),
        TimeProvider.System,
        NullLoggerFactory.Instance);
}
