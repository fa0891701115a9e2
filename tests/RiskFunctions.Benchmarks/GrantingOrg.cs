using System.Net;
using System.Text;

namespace RiskFunctions.Benchmarks;

/// <summary>A token endpoint in memory that grants a token of one type to everybody, with the length that Okta's tokens have.</summary>
internal sealed class GrantingOrg(string tokenType) : HttpMessageHandler, IHttpClientFactory
{
    private const int TokenLength = 900;

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = $$"""{"token_type":"{{tokenType}}","expires_in":3600,"access_token":"{{new string('t', TokenLength)}}","scope":"okta.riskEvents.manage"}""";
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
    }
}
