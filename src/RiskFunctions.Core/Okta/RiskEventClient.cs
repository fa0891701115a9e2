using System.Net.Http.Headers;
using System.Net.Mime;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Okta.OAuth.DPoP;

namespace RiskFunctions.Okta;

/// <summary>One try of <c>POST /api/v1/risk/events/ip</c>. Permits and retries are the caller's.</summary>
internal sealed class RiskEventClient(HttpClient http, IRequestAuthorization authorization, TimeProvider time)
{
    /// <summary>The named client whose handler follows no redirect and keeps no cookie.</summary>
    public const string HttpClientName = "okta-risk-events";

    private static readonly Uri Path = new("api/v1/risk/events/ip", UriKind.Relative);

    /// <summary>Where risk events go.</summary>
    public Uri Target { get; } = new(http.BaseAddress!, Path);

    /// <summary>
    /// Makes sure that a credential is at hand, so that no permit grows stale or is spent without one. Null when it is; otherwise why not.
    /// With <paramref name="fresh"/> a cached credential does not count.
    /// </summary>
    public Task<DeliveryOutcome?> PrepareAsync(bool fresh, TimeSpan timeout, CancellationToken cancellationToken) =>
        OutcomeOfStep.RunAsync(
            async token =>
            {
                await authorization.PrepareAsync(fresh, token);
                return null;
            },
            timeout,
            time,
            cancellationToken);

    /// <summary>Sends <paramref name="body"/>. Every answer of Okta or the network is an outcome, also a try longer than <paramref name="timeout"/>.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired; Okta may or may not have the events.</exception>
    public async Task<DeliveryOutcome> SendAsync(ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken) =>
        (await OutcomeOfStep.RunAsync(
            async token =>
            {
                using var request = Request(body);
                await authorization.AuthorizeAsync(request, token);
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
                var outcome = await ClassifyAsync(response, SecretsOf(request), token);
                return outcome with
                {
                    RateLimit = RateLimitReading.From(response, time.GetUtcNow()),
                    StatusCode = (int)response.StatusCode,
                };
            },
            timeout,
            time,
            cancellationToken))!;

    private HttpRequestMessage Request(ReadOnlyMemory<byte> body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Target) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Application.Json));
        return request;
    }

    private async Task<DeliveryOutcome> ClassifyAsync(HttpResponseMessage response, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;

        // Every answer counts: a success may renew the nonce too.
        var canAnswerChallenge = authorization.LearnFrom(response);
        switch (response.StatusCode)
        {
            case HttpStatusCode.Accepted:
                return new DeliveryOutcome.Accepted();

            case HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest when canAnswerChallenge:
                return new DeliveryOutcome.Unauthorized($"HTTP {status} with a challenge") { CanAnswerChallenge = true };

            // Okta refuses a DPoP proof with 400 and a challenge. That says nothing against the events.
            case HttpStatusCode.BadRequest when response.Headers.WwwAuthenticate.Count > 0:
                return new DeliveryOutcome.Unauthorized("HTTP 400 with a challenge to the credential");

            case HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge:
                var error = await ErrorAsync(response, secrets, cancellationToken);
                return error.IsOktas
                    ? new DeliveryOutcome.Invalid(error)
                    : new DeliveryOutcome.Unavailable(
                        $"HTTP {status} without Okta's error body: something between here and Okta, a proxy or firewall perhaps, refused the request");

            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                var refusal = await ErrorAsync(response, secrets, cancellationToken);
                return new DeliveryOutcome.Unauthorized(refusal.IsOktas
                    ? $"HTTP {status}, {refusal.Code}: {refusal.Summary}"
                    : $"HTTP {status} without Okta's error body: a proxy or firewall may have answered instead of Okta");

            case HttpStatusCode.TooManyRequests:
                return new DeliveryOutcome.Throttled();

            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                return new DeliveryOutcome.Unavailable($"HTTP {status}: a redirect, which is never followed; check Okta:OrgUrl");

            case HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.MethodNotAllowed:
                return new DeliveryOutcome.Unavailable(
                    $"HTTP {status}: the org does not offer the Risk Events API; check Okta:OrgUrl and that the feature is enabled");

            default:
                return new DeliveryOutcome.Unavailable($"HTTP {status}");
        }
    }

    // Texts of an answer go to logs, spans, the status and dead letters.
    private static IReadOnlyList<string> SecretsOf(HttpRequestMessage request) =>
    [
        request.Headers.Authorization?.Parameter ?? "",
        .. request.Headers.TryGetValues(DPoPProofs.HeaderName, out var proofs) ? proofs : [],
    ];

    private static async Task<OktaError> ErrorAsync(HttpResponseMessage response, IReadOnlyList<string> secrets, CancellationToken cancellationToken) =>
        OktaError.Read(await OktaError.BodyOfAsync(response, cancellationToken), (int)response.StatusCode, secrets);
}
