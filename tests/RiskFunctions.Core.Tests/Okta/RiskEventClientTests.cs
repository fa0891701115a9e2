using System.Text;
using RiskFunctions.Okta;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Secrets;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.Okta;

public sealed class RiskEventClientTests : IDisposable
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("[]");

    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedOkta _okta;
    private readonly HttpClient _http;

    public RiskEventClientTests()
    {
        _okta = new ScriptedOkta(_time);
        _http = new HttpClient(_okta) { BaseAddress = new Uri("https://contoso.okta.com"), Timeout = Timeout.InfiniteTimeSpan };
    }

    [Theory]
    [InlineData(202, typeof(DeliveryOutcome.Accepted))]
    [InlineData(400, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(413, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(401, typeof(DeliveryOutcome.Unauthorized))]
    [InlineData(403, typeof(DeliveryOutcome.Unauthorized))]
    [InlineData(429, typeof(DeliveryOutcome.Throttled))]
    [InlineData(200, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(204, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(301, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(302, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(307, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(404, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(405, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(408, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(410, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(500, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(502, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(503, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(504, typeof(DeliveryOutcome.Unavailable))]
    [InlineData(599, typeof(DeliveryOutcome.Unavailable))]
    public async Task SendAsync_status_gives_its_outcome(int status, Type outcome)
    {
        _okta.AnswerWith(_ => OktaAnswer.Status(status));

        Assert.IsType(outcome, await SendAsync());
    }

    [Fact]
    public async Task SendAsync_sends_the_body_and_headers_that_okta_documents()
    {
        await SendAsync();

        var call = Assert.Single(_okta.Calls);
        Assert.Equal("[]", call.Body);
        Assert.Equal("SSWS 00token", call.Authorization);
        Assert.Equal("application/json", call.Headers["Accept"]);
        Assert.Equal("application/json", call.Headers["Content-Type"]);
        Assert.Equal("2", call.Headers["Content-Length"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PrepareAsync_passes_on_whether_the_credential_must_be_fresh_and_sends_nothing(bool fresh)
    {
        var authorization = new FakeAuthorization();

        var fault = await Client(authorization).PrepareAsync(fresh, TimeSpan.FromSeconds(15), CancellationToken.None);

        Assert.Null(fault);
        Assert.Equal(fresh, authorization.AskedFresh);
        Assert.Empty(_okta.Calls);
    }

    [Fact]
    public async Task PrepareAsync_authorizes_no_request_so_that_a_try_signs_one_proof()
    {
        var authorization = new FakeAuthorization();
        var client = Client(authorization);

        await client.PrepareAsync(fresh: false, TimeSpan.FromSeconds(15), CancellationToken.None);
        await client.SendAsync(Body, TimeSpan.FromSeconds(15), CancellationToken.None);

        Assert.Equal(1, authorization.Authorized);
    }

    [Fact]
    public async Task PrepareAsync_fault_that_nobody_foresaw_holds_and_keeps_its_text_to_itself()
    {
        var authorization = new FakeAuthorization { Fault = new NotSupportedException("00token") };

        var fault = await Client(authorization).PrepareAsync(fresh: false, TimeSpan.FromSeconds(15), CancellationToken.None);

        Assert.DoesNotContain("00token", Assert.IsType<DeliveryOutcome.Unavailable>(fault).Reason);
    }

    [Fact]
    public async Task PrepareAsync_without_a_credential_says_why()
    {
        var authorization = new FakeAuthorization { Fault = new RiskFunctions.Secrets.SecretUnavailableException("no such secret") };

        var fault = await Client(authorization).PrepareAsync(fresh: false, TimeSpan.FromSeconds(15), CancellationToken.None);

        Assert.Equal("no such secret", Assert.IsType<DeliveryOutcome.Unavailable>(fault).Reason);
    }

    [Fact]
    public async Task SendAsync_invalid_carries_oktas_error()
    {
        _okta.AnswerWith(_ => OktaAnswer.Invalid());

        var invalid = Assert.IsType<DeliveryOutcome.Invalid>(await SendAsync());

        Assert.Equal("E0000001: Api validation failed: RiskEvent; a cause (errorId oae1)", invalid.Error.ToString());
    }

    [Fact]
    public async Task SendAsync_refused_carries_code_and_summary()
    {
        _okta.AnswerWith(_ => OktaAnswer.Refused());

        var refused = Assert.IsType<DeliveryOutcome.Unauthorized>(await SendAsync());

        Assert.Equal("HTTP 401, E0000011: Invalid token provided", refused.Reason);
        Assert.False(refused.CanAnswerChallenge);
    }

    [Theory]
    [InlineData(400, "SSWS", "00-token_of.the~org", null)]
    [InlineData(401, "SSWS", "00-token_of.the~org", null)]
    [InlineData(403, "SSWS", "00-token_of.the~org", null)]
    [InlineData(401, "Bearer", "opaque~token+/=", null)]
    [InlineData(403, "DPoP", "opaque~token+/=", "a-proof-of-no-known-form")]
    [InlineData(400, "DPoP", "opaque~token+/=", "a-proof-of-no-known-form")]
    public async Task SendAsync_credential_that_an_error_repeats_stands_in_no_reason(int status, string scheme, string token, string? proof)
    {
        var echo = $"{scheme} {token}, {proof ?? "no proof"}";
        _okta.AnswerWith(_ => OktaAnswer.Status(
            status, $$"""{"errorCode":"E0000011","errorSummary":"You sent {{echo}}","errorId":"{{echo}}","errorCauses":[{"errorSummary":"{{echo}}"}]}"""));

        var outcome = await SendAsync(new FakeAuthorization { Credential = new(scheme, token), Proof = proof });

        var words = outcome is DeliveryOutcome.Invalid invalid ? invalid.Error.ToString() : ((DeliveryOutcome.Unauthorized)outcome).Reason;
        Assert.Contains($"You sent {scheme} [removed]", words);
        Assert.DoesNotContain(token, outcome.ToString() + words);
        Assert.DoesNotContain("a-proof", outcome.ToString() + words);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    public async Task SendAsync_refusal_with_oktas_error_body_is_invalid(int status)
    {
        _okta.AnswerWith(_ => OktaAnswer.Error(status, "E0000001", "Api validation failed"));

        var invalid = Assert.IsType<DeliveryOutcome.Invalid>(await SendAsync());

        Assert.Equal("E0000001", invalid.Error.Code);
    }

    [Fact]
    public async Task SendAsync_429_with_retry_after_alone_tells_the_wait()
    {
        _okta.AnswerWith(_ =>
        {
            var answer = OktaAnswer.Status(429);
            answer.Headers.Add("Retry-After", "45");
            return answer;
        });

        var throttled = Assert.IsType<DeliveryOutcome.Throttled>(await SendAsync());

        Assert.Equal(TimeSpan.FromSeconds(45), throttled.RateLimit?.RetryAfter);
    }

    [Fact]
    public async Task SendAsync_body_of_an_error_is_read_no_further_than_needed()
    {
        var content = new EndlessStream();
        _okta.AnswerWith(_ => new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Content = new StreamContent(content) });

        var unavailable = Assert.IsType<DeliveryOutcome.Unavailable>(await SendAsync());

        Assert.StartsWith("HTTP 400 without Okta's error body", unavailable.Reason);
        Assert.InRange(content.Served, 1, 4 * OktaError.MaxBodyBytes);
    }

    [Fact]
    public async Task SendAsync_no_answer_in_time_is_unavailable()
    {
        _okta.Answer = (_, token) => ScriptedOkta.NeverAsync(token);

        var sending = SendAsync();
        _time.Advance(TimeSpan.FromSeconds(14.999));
        Assert.False(sending.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(new DeliveryOutcome.Unavailable("no answer within 15 s"), await sending);
    }

    [Fact]
    public async Task SendAsync_cancelled_by_the_caller_throws()
    {
        _okta.Answer = (_, token) => ScriptedOkta.NeverAsync(token);
        using var stop = new CancellationTokenSource();
        var sending = SendAsync(cancellationToken: stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task SendAsync_lost_connection_is_unavailable()
    {
        _okta.AnswerWith(_ => throw new HttpRequestException(HttpRequestError.NameResolutionError, "contoso.okta.com:443"));

        Assert.Equal(new DeliveryOutcome.Unavailable("no connection (NameResolutionError)"), await SendAsync());
    }

    [Fact]
    public async Task SendAsync_connection_lost_in_the_middle_of_the_error_is_unavailable()
    {
        _okta.AnswerWith(_ => new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Content = new StreamContent(new BrokenStream()) });

        Assert.IsType<DeliveryOutcome.Unavailable>(await SendAsync());
    }

    [Fact]
    public async Task SendAsync_secret_that_cannot_be_read_is_unavailable_and_sends_nothing()
    {
        var outcome = await SendAsync(new FakeAuthorization { Fault = new SecretUnavailableException("The vault does not answer.") });

        Assert.Equal(new DeliveryOutcome.Unavailable("The vault does not answer."), outcome);
        Assert.Empty(_okta.Calls);
    }

    [Fact]
    public async Task SendAsync_credential_refused_by_the_token_endpoint_is_unauthorized_and_sends_nothing()
    {
        var outcome = await SendAsync(new FakeAuthorization { Fault = new AuthorizationRefusedException("invalid_client") });

        Assert.Equal(new DeliveryOutcome.Unauthorized("invalid_client"), outcome);
        Assert.Empty(_okta.Calls);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    public async Task SendAsync_challenge_that_can_be_answered_is_unauthorized_and_says_so(int status)
    {
        _okta.AnswerWith(_ => OktaAnswer.Status(status));

        var outcome = await SendAsync(new FakeAuthorization { Learns = true });

        Assert.True(Assert.IsType<DeliveryOutcome.Unauthorized>(outcome).CanAnswerChallenge);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task SendAsync_other_answers_teach_but_are_no_challenge(int status)
    {
        _okta.AnswerWith(_ => OktaAnswer.Status(status));
        var authorization = new FakeAuthorization { Learns = true };

        var outcome = await SendAsync(authorization);

        Assert.Equal(1, authorization.Lessons);
        Assert.IsNotType<DeliveryOutcome.Unauthorized>(outcome);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(400)]
    [InlineData(429)]
    public async Task SendAsync_rate_limit_headers_are_read_whatever_the_outcome(int status)
    {
        _okta.AnswerWith(_ =>
        {
            var answer = OktaAnswer.Status(status);
            answer.Headers.Add("X-Rate-Limit-Limit", "30");
            return answer;
        });

        Assert.Equal(30, (await SendAsync()).RateLimit?.Limit);
    }

    [Fact]
    public async Task SendAsync_without_rate_limit_headers_has_no_reading() => Assert.Null((await SendAsync()).RateLimit);

    public void Dispose()
    {
        _http.Dispose();
        _okta.Dispose();
    }

    private Task<DeliveryOutcome> SendAsync(FakeAuthorization? authorization = null, CancellationToken cancellationToken = default) =>
        Client(authorization ?? new FakeAuthorization()).SendAsync(Body, TimeSpan.FromSeconds(15), cancellationToken);

    private RiskEventClient Client(FakeAuthorization authorization) => new(_http, authorization, _time);
}
