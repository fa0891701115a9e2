using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Web;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

/// <summary>
/// Okta's token endpoint and one protected API call, checking every claim by themselves. Anything that is not asked for in the right way is
/// refused as Okta refuses it, and an address that it does not know fails the test.
/// </summary>
internal sealed class FakeOkta(ManualTimeProvider time) : HttpMessageHandler, IHttpClientFactory
{
    public const string Origin = "https://contoso.okta.com";
    public const string TokenUrl = $"{Origin}/oauth2/v1/token";
    public const string ApiUrl = $"{Origin}/api/v1/risk/events/ip";
    public const string ClientId = "0oa1client";

    private readonly Lock _gate = new();
    private readonly OktaRules _rules = new();
    private readonly Dictionary<string, string?> _tokens = [];
    private int _granted;

    /// <summary>Public keys registered with the app, by kid.</summary>
    public Dictionary<string, AsymmetricAlgorithm> Keys { get; } = new() { [TestKeys.Kid] = TestKeys.Rsa };

    /// <summary>How far Okta's clock is ahead of the local one.</summary>
    public TimeSpan ClockLead { get; set; }

    public bool SendsDate { get; set; } = true;
    public bool DemandsProof { get; set; }

    public string? TokenNonce { get; set; }

    public string? ApiNonce { get; set; }

    /// <summary>Answers Bearer even to a request with a proof.</summary>
    public bool IgnoresProofs { get; set; }

    public int ExpiresIn { get; set; } = 3600;

    /// <summary>Answers given instead of the real one, in turn; null lets one through.</summary>
    public Queue<Func<HttpRequestMessage, HttpResponseMessage?>> Script { get; } = new();

    public List<Jws> Assertions { get; } = [];

    public List<Jws?> TokenProofs { get; } = [];

    public List<string> Secrets { get; } = [];

    /// <summary>Token requests are answered only when it completes.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>A token request waits at the gate.</summary>
    public bool IsSilent { get; private set; }

    public int TokenRequests => Assertions.Count;

    private DateTimeOffset Now => time.GetUtcNow() + ClockLead;

    public HttpClient CreateClient(string name)
    {
        Assert.Equal("okta-token", name);
        return new HttpClient(this, disposeHandler: false);
    }

    public void Revoke(string token) => _tokens.Remove(token);

    /// <summary>Calls the API as a pipeline would.</summary>
    public HttpResponseMessage Call(HttpRequestMessage request)
    {
        Assert.Equal(ApiUrl, request.RequestUri!.GetLeftPart(UriPartial.Path));
        var authorization = request.Headers.Authorization!;
        var proof = request.Headers.TryGetValues("DPoP", out var proofs) ? Jws.Read(proofs.Single()) : null;
        var answer = Judge(request, authorization.Scheme, authorization.Parameter!, proof);
        answer.RequestMessage = request;
        answer.Headers.Date = SendsDate ? Now : null;
        if (ApiNonce is not null)
        {
            answer.Headers.Add("DPoP-Nonce", ApiNonce);
        }

        return answer;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal(TokenUrl, request.RequestUri!.AbsoluteUri);
        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("application/x-www-form-urlencoded", request.Content!.Headers.ContentType!.MediaType);
        var form = HttpUtility.ParseQueryString(await request.Content.ReadAsStringAsync(cancellationToken));
        Func<HttpRequestMessage, HttpResponseMessage?>? scripted = null;
        Jws assertion;
        Jws? proof;
        lock (_gate)
        {
            assertion = Jws.Read(form["client_assertion"]!);
            Assertions.Add(assertion);
            Secrets.Add(form["client_assertion"]!);
            proof = request.Headers.TryGetValues("DPoP", out var proofs) ? Jws.Read(proofs.Single()) : null;
            TokenProofs.Add(proof);
            Secrets.AddRange(proofs ?? []);
            Script.TryDequeue(out scripted);
        }

        if (Gate is { } gate)
        {
            IsSilent = true;
            try
            {
                await gate.Task.WaitAsync(cancellationToken);
            }
            finally
            {
                IsSilent = false;
            }
        }

        lock (_gate)
        {
            var answer = scripted?.Invoke(request) ?? Judge(form, assertion, proof);
            answer.Headers.Date ??= SendsDate ? Now : null;
            if (TokenNonce is not null && proof is not null)
            {
                answer.Headers.TryAddWithoutValidation("DPoP-Nonce", TokenNonce);
            }

            return answer;
        }
    }

    private HttpResponseMessage Judge(System.Collections.Specialized.NameValueCollection form, Jws assertion, Jws? proof)
    {
        if (form["grant_type"] != "client_credentials" || form["scope"] != "okta.riskEvents.manage"
            || form["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        {
            return Answers.Error(HttpStatusCode.BadRequest, "invalid_request");
        }

        if (_rules.FaultOf(assertion, Keys, Now) is { } fault)
        {
            return Answers.Error(HttpStatusCode.Unauthorized, "invalid_client", fault);
        }

        if (proof is null)
        {
            return DemandsProof
                ? Answers.Error(HttpStatusCode.BadRequest, "invalid_dpop_proof", "The DPoP proof JWT header is missing.")
                : Grant(boundTo: null);
        }

        if (_rules.FaultOf(proof, "POST", TokenUrl, token: null, Now) is { } proofFault)
        {
            return Answers.Error(HttpStatusCode.BadRequest, "invalid_dpop_proof", proofFault);
        }

        return TokenNonce is not null && (string?)proof.Payload["nonce"] != TokenNonce
            ? Answers.Error(HttpStatusCode.BadRequest, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.")
            : Grant(IgnoresProofs ? null : OktaRules.ThumbprintOf(proof));
    }

    private HttpResponseMessage Grant(string? boundTo)
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"access-token-{++_granted}");
        _tokens.Add(token, boundTo);
        Secrets.Add(token);
        return Answers.Json(HttpStatusCode.OK, new JsonObject
        {
            ["token_type"] = boundTo is null ? "Bearer" : "DPoP",
            ["expires_in"] = ExpiresIn,
            ["access_token"] = token,
            ["scope"] = "okta.riskEvents.manage",
        }.ToJsonString());
    }

    private HttpResponseMessage Judge(HttpRequestMessage request, string scheme, string token, Jws? proof)
    {
        if (!_tokens.TryGetValue(token, out var boundTo))
        {
            return new(HttpStatusCode.Unauthorized);
        }

        if (scheme == "Bearer")
        {
            return boundTo is null && !DemandsProof
                ? new(HttpStatusCode.Accepted)
                : Answers.Challenge(HttpStatusCode.BadRequest, "Bearer error=\"invalid_request\", error_description=\"The request must use the DPoP scheme.\"");
        }

        Assert.NotNull(proof);
        if (_rules.FaultOf(proof, request.Method.Method, ApiUrl, token, Now) is not null || (boundTo != OktaRules.ThumbprintOf(proof)))
        {
            return Answers.Challenge(HttpStatusCode.Unauthorized, "DPoP error=\"invalid_dpop_proof\"");
        }

        return ApiNonce is not null && (string?)proof.Payload["nonce"] != ApiNonce
            ? Answers.Challenge(HttpStatusCode.Unauthorized, "DPoP error=\"use_dpop_nonce\"")
            : new(HttpStatusCode.Accepted);
    }
}
