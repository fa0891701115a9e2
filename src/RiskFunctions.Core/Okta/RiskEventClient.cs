using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using RiskFunctions.Secrets;

namespace RiskFunctions.Okta;

/// <summary>
/// One try of <c>POST /api/v1/risk/events/ip</c>. Asks for no permit and retries nothing: that is the caller's.
/// </summary>
internal sealed class RiskEventClient(HttpClient http, IRequestAuthorization authorization, TimeProvider time)
{
    /// <summary>The named client whose handler follows no redirect and keeps no cookie.</summary>
    public const string HttpClientName = "okta-risk-events";

    private static readonly Uri Path = new("api/v1/risk/events/ip", UriKind.Relative);

    /// <summary>Where risk events go.</summary>
    public Uri Target { get; } = new(http.BaseAddress!, Path);

    /// <summary>
    /// Sends <paramref name="body"/>. Everything that Okta or the network can answer is an outcome, a try longer than <paramref name="timeout"/> too.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired; Okta may or may not have the events.</exception>
    public async Task<DeliveryOutcome> SendAsync(
        ReadOnlyMemory<byte> body,
        bool freshCredential,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await SendAsync(body, freshCredential, either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return new DeliveryOutcome.Unavailable($"no answer within {timeout.TotalSeconds:0} s");
        }
        catch (HttpRequestException e)
        {
            return new DeliveryOutcome.Unavailable($"no connection ({e.HttpRequestError})");
        }
        catch (IOException)
        {
            return new DeliveryOutcome.Unavailable("connection lost while reading the answer");
        }
        catch (AuthorizationRefusedException e)
        {
            return new DeliveryOutcome.Unauthorized(e.Message);
        }
        catch (Exception e) when (e is SecretUnavailableException or CredentialUnavailableException)
        {
            return new DeliveryOutcome.Unavailable(e.Message);
        }
    }

    private async Task<DeliveryOutcome> SendAsync(ReadOnlyMemory<byte> body, bool freshCredential, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Target);
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Application.Json));
        await authorization.AuthorizeAsync(request, freshCredential, cancellationToken);

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var outcome = await ClassifyAsync(response, cancellationToken);
        return outcome with
        {
            RateLimit = RateLimitReading.From(response.Headers, time.GetUtcNow()),
            StatusCode = (int)response.StatusCode,
        };
    }

    private async Task<DeliveryOutcome> ClassifyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.Accepted:
                return new DeliveryOutcome.Accepted();

            case HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest when authorization.LearnFrom(response):
                return new DeliveryOutcome.Unauthorized($"HTTP {status} with a challenge") { CanAnswerChallenge = true };

            case HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge:
                return new DeliveryOutcome.Invalid(await ErrorAsync(response, cancellationToken));

            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                var refusal = await ErrorAsync(response, cancellationToken);
                return new DeliveryOutcome.Unauthorized($"HTTP {status}, {refusal.Code}: {refusal.Summary}");

            case HttpStatusCode.TooManyRequests:
                return new DeliveryOutcome.Throttled();

            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                return new DeliveryOutcome.Unavailable($"HTTP {status}: a redirect, which is never followed; check Okta:OrgUrl");

            case HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.MethodNotAllowed:
                return new DeliveryOutcome.Unavailable($"HTTP {status}: the org does not offer the Risk Events API; check Okta:OrgUrl and that the feature is enabled");

            default:
                return new DeliveryOutcome.Unavailable($"HTTP {status}");
        }
    }

    private static async Task<OktaError> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[OktaError.MaxBodyBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return OktaError.Read(buffer.AsMemory(0, length), (int)response.StatusCode);
    }
}
