using Polly;
using Polly.Retry;
using Polly.Timeout;
using RiskFunctions.Okta.OAuth.DPoP;
using RiskFunctions.Okta.OAuth.Keys;

namespace RiskFunctions.Okta.OAuth.Tokens;

/// <summary>
/// Asks the org's token endpoint (RFC 6749 §4.4, RFC 7523 §2.2): up to three tries while it is down, each with its own time limit, assertion
/// and proof. These requests take no permit.
/// </summary>
internal sealed class TokenEndpoint(
    IHttpClientFactory clients, OktaOptions options, ServerClock clock, DPoPState dpop, DPoPProofs proofs, TimeProvider time, ILogger<TokenEndpoint> logger)
{
    public const string ClientName = "okta-token";

    public const string Scope = "okta.riskEvents.manage";

    public const int Tries = 3;

    public static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait that is done here. A longer one is left to the caller.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    private readonly string _clientId = options.ClientId ?? throw new InvalidOperationException("Okta:ClientId is not set.");

    private readonly ResiliencePipeline<TokenAnswer> _pipeline = new ResiliencePipelineBuilder<TokenAnswer> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<TokenAnswer>
        {
            MaxRetryAttempts = Tries - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = FirstPause,
            ShouldHandle = args => ValueTask.FromResult(
                args.Outcome.Result is TokenAnswer.Unavailable { RetryAfter: var wait } && !(wait > LongestPause)),
            DelayGenerator = args => ValueTask.FromResult((args.Outcome.Result as TokenAnswer.Unavailable)?.RetryAfter),
            OnRetry = args =>
            {
                var why = ((TokenAnswer.Unavailable)args.Outcome.Result!).Why;
                logger.TokenEndpointRetried(args.AttemptNumber + 1, Tries, why, (long)args.RetryDelay.TotalMilliseconds);
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    private readonly ResiliencePipeline _tryLimit = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(TryTimeout).Build();

    public Uri Address { get; } = new(options.OrgUrl ?? throw new InvalidOperationException("Okta:OrgUrl is not set."), "/oauth2/v1/token");

    /// <summary>Asks for a token, again while the endpoint is unavailable. <paramref name="withProof"/> adds a DPoP proof.</summary>
    public async Task<TokenAnswer> AskAsync(SigningKey key, bool withProof, CancellationToken cancellationToken) =>
        await _pipeline.ExecuteAsync(token => new ValueTask<TokenAnswer>(TryAsync(key, withProof, token)), cancellationToken);

    private async Task<TokenAnswer> TryAsync(SigningKey key, bool withProof, CancellationToken cancellationToken)
    {
        try
        {
            return await _tryLimit.ExecuteAsync(async token => await SendAsync(key, withProof, token), cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            return new TokenAnswer.Unavailable($"no answer within {TryTimeout.TotalSeconds:0} s", RetryAfter: null);
        }
        catch (HttpRequestException e)
        {
            return new TokenAnswer.Unavailable($"no connection ({e.HttpRequestError})", RetryAfter: null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TokenAnswer.Unavailable("the connection was given up", RetryAfter: null);
        }
    }

    private async Task<TokenAnswer> SendAsync(SigningKey key, bool withProof, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address);
        request.Headers.Accept.Add(new("application/json"));
        request.Content = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"),
            new("scope", Scope),
            new("client_assertion_type", ClientAssertion.Type),
            new("client_assertion", ClientAssertion.Create(key, _clientId, Address, clock.UtcNow)),
        ]);
        if (withProof)
        {
            request.Headers.TryAddWithoutValidation(DPoPProofs.HeaderName, proofs.Create(HttpMethod.Post, Address, dpop.TokenNonce, accessToken: null));
        }

        using var client = clients.CreateClient(ClientName);
        var requestedAt = time.GetTimestamp();
        var sentAt = clock.LocalNow;
        using var response = await client.SendAsync(request, cancellationToken);
        var offersNonce = dpop.KeepTokenNonce(response);

        // The clock of a gateway that sends its own error page is not Okta's.
        var movedClock = response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized
            && clock.Learn(response, sentAt);
        if (movedClock)
        {
            logger.ClockLearnt((long)clock.Offset.TotalSeconds);
        }

        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var answer = TokenAnswerReader.Read(response, body, requestedAt);
        return answer is TokenAnswer.Refused refused ? refused with { OffersNonce = offersNonce, MovedClock = movedClock } : answer;
    }
}
