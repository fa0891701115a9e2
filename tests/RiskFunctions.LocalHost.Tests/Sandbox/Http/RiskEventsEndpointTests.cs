using System.Net;
using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.Testing.Okta;
using RiskFunctions.Testing.Time;
using static RiskFunctions.LocalHost.Tests.Sandbox.Http.SandboxClient;
using static RiskFunctions.Testing.Okta.RiskEventBodies;

namespace RiskFunctions.LocalHost.Tests.Sandbox.Http;

public sealed class RiskEventsEndpointTests : IAsyncLifetime
{
    private FaultyOkta _okta = null!;

    public async Task InitializeAsync() => _okta = await FaultyOkta.StartAsync();

    public Task DisposeAsync() => _okta.DisposeAsync().AsTask();

    [Fact]
    public async Task Post_valid_request_is_accepted_without_a_body()
    {
        using var response = await PostAsync(_okta, One("203.0.113.9", "LOW", "Hello"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        var subject = Assert.Single(_okta.Subjects);
        Assert.Equal(("203.0.113.9", "LOW", "Hello", 1), (subject.Ip, subject.RiskLevel, subject.Message, subject.RequestNumber));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("SSWS wrong")]
    [InlineData("SSWS ")]
    [InlineData($"Bearer {FaultyOkta.ApiToken}")]
    [InlineData(FaultyOkta.ApiToken)]
    public async Task Post_credential_is_not_known_is_401(string? authorization)
    {
        using var response = await PostAsync(_okta, One(), authorization);

        Assert.Equal((HttpStatusCode.Unauthorized, "E0000011"), (response.StatusCode, await ErrorCodeAsync(response)));
        Assert.Empty(_okta.Subjects);
    }

    [Fact]
    public async Task Post_credential_has_no_permission_is_403()
    {
        await using var okta = await FaultyOkta.StartAsync(o => o with { ForbiddenApiToken = "weak" });

        using var response = await PostAsync(okta, One(), "SSWS weak");

        Assert.Equal((HttpStatusCode.Forbidden, "E0000006"), (response.StatusCode, await ErrorCodeAsync(response)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Post_content_type_is_not_json_is_E0000021(string contentType)
    {
        using var response = await PostAsync(_okta, One(), contentType: contentType);

        Assert.Equal((HttpStatusCode.BadRequest, "E0000021"), (response.StatusCode, await ErrorCodeAsync(response)));
    }

    [Theory]
    [InlineData("text/html", HttpStatusCode.BadRequest)]
    [InlineData("application/json", HttpStatusCode.Accepted)]
    [InlineData("*/*", HttpStatusCode.Accepted)]
    [InlineData("text/html, application/json;q=0.5", HttpStatusCode.Accepted)]
    public async Task Post_accept_must_allow_json(string accept, HttpStatusCode expected)
    {
        using var request = Request(_okta, One(), contentType: "application/json; charset=utf-8");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var response = await SandboxClient.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("[", "E0000003")]
    [InlineData("[]", "E0000001")]
    public async Task Post_body_is_wrong_is_400_with_its_code(string body, string code)
    {
        using var response = await PostAsync(_okta, body);

        Assert.Equal((HttpStatusCode.BadRequest, code), (response.StatusCode, await ErrorCodeAsync(response)));
    }

    [Fact]
    public async Task Post_body_breaks_rules_names_each_in_errorCauses_and_takes_nothing()
    {
        using var response = await PostAsync(_okta, Request(Event(Subject()), Event(Subject(ip: "x"), Subject(level: "NONE"))));

        var error = await JsonAsync(response);
        Assert.Equal(
            ["[1].subjects[0].ip: must be an IPv4 or IPv6 address", "[1].subjects[1].riskLevel: must be LOW, MEDIUM or HIGH"],
            error.GetProperty("errorCauses").EnumerateArray().Select(c => c.GetProperty("errorSummary").GetString()));
        Assert.Equal("E0000001", error.GetProperty("errorLink").GetString());
        Assert.StartsWith("oae", error.GetProperty("errorId").GetString());
        Assert.Equal(0, _okta.Statistics.AcceptedEvents);
    }

    [Fact]
    public async Task Post_31st_request_in_a_window_is_429_with_the_second_when_the_next_passes()
    {
        var time = new ManualTimeProvider();
        await using var okta = await FaultyOkta.StartAsync(time: time);
        for (var i = 0; i < 30; i++)
        {
            using var passed = await PostAsync(okta, One());
            Assert.Equal(HttpStatusCode.Accepted, passed.StatusCode);
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        using var refused = await PostAsync(okta, One());
        time.Advance(TimeSpan.FromSeconds(57));
        using var next = await PostAsync(okta, One());

        Assert.Equal((HttpStatusCode.TooManyRequests, "E0000047"), (refused.StatusCode, await ErrorCodeAsync(refused)));
        Assert.Equal(("30", "0"), (Header(refused, "X-Rate-Limit-Limit"), Header(refused, "X-Rate-Limit-Remaining")));
        var reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Header(refused, "X-Rate-Limit-Reset")));
        Assert.Equal(ManualTimeProvider.DefaultStart.AddSeconds(60), reset);
        Assert.Equal(ManualTimeProvider.DefaultStart.AddSeconds(3), refused.Headers.Date);
        Assert.Equal(HttpStatusCode.Accepted, next.StatusCode);
    }

    [Fact]
    public async Task Post_reset_within_a_second_is_rounded_up()
    {
        var time = new ManualTimeProvider(ManualTimeProvider.DefaultStart.AddMilliseconds(1));
        await using var okta = await FaultyOkta.StartAsync(o => o with { Limit = new RequestLimitOptions { Requests = 1 } }, time);

        using var response = await PostAsync(okta, One());

        var reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Header(response, "X-Rate-Limit-Reset")));
        Assert.Equal(ManualTimeProvider.DefaultStart.AddSeconds(61), reset);
    }

    [Fact]
    public async Task Post_refused_credential_does_not_use_up_the_limit()
    {
        await using var okta = await FaultyOkta.StartAsync(o => o with { Limit = new RequestLimitOptions { Requests = 1 } });

        using var unauthorized = await PostAsync(okta, One(), "SSWS wrong");
        using var accepted = await PostAsync(okta, One());

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Accepted), (unauthorized.StatusCode, accepted.StatusCode));
        Assert.Equal(2, okta.Statistics.WorstWindow);
    }

    [Fact]
    public async Task Post_clock_of_the_org_is_off_shows_in_Date_and_reset()
    {
        var time = new ManualTimeProvider();
        await using var okta = await FaultyOkta.StartAsync(o => o with { ClockOffset = TimeSpan.FromMinutes(5) }, time);

        using var response = await PostAsync(okta, One());

        Assert.Equal(ManualTimeProvider.DefaultStart.AddMinutes(5), response.Headers.Date);
        Assert.Equal(ManualTimeProvider.DefaultStart, okta.Requests[0].Arrival.At);
    }

    [Theory]
    [InlineData("POST", "/api/v1/users", HttpStatusCode.NotFound, "E0000007")]
    [InlineData("POST", "/api/v1/risk/events/ip/", HttpStatusCode.NotFound, "E0000007")]
    [InlineData("GET", "/api/v1/risk/events/ip", HttpStatusCode.MethodNotAllowed, "E0000022")]
    public async Task Request_that_nobody_should_send_is_answered_and_counted(string method, string path, HttpStatusCode status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_okta.OrgUrl, path));

        using var response = await SandboxClient.Http.SendAsync(request);

        Assert.Equal((status, code), (response.StatusCode, await ErrorCodeAsync(response)));
        Assert.NotEmpty(Header(response, "X-Rate-Limit-Remaining"));
        Assert.NotEmpty(Header(response, "X-Okta-Request-Id"));
        Assert.Equal(1, _okta.Statistics.UnexpectedRequests);
    }

    [Fact]
    public async Task Put_token_makes_the_former_one_unknown()
    {
        using var put = await PutAsync(_okta, "/sandbox/token", """{"token":"second"}""");
        using var former = await PostAsync(_okta, One());
        using var current = await PostAsync(_okta, One(), "SSWS second");

        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Accepted), (former.StatusCode, current.StatusCode));
    }

    [Fact]
    public async Task Control_host_is_a_foreign_name_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_okta.OrgUrl, "/sandbox/statistics"));
        request.Headers.Host = "attacker.example";

        using var response = await SandboxClient.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Statistics_tell_what_came()
    {
        using var first = await PostAsync(_okta, Request(Event(Subject(level: "LOW"), Subject("203.0.113.8", "MEDIUM")), Event(Subject("203.0.113.9", "LOW"))));
        using var again = await PostAsync(_okta, One());
        using var wrong = await PostAsync(_okta, "[]");

        using var response = await SandboxClient.Http.GetAsync(new Uri(_okta.OrgUrl, "/sandbox/statistics"));
        var statistics = await JsonAsync(response);

        Assert.Equal("""{"202":2,"400":1}""", statistics.GetProperty("requestsByStatus").GetRawText());
        Assert.Equal("""{"requests":2,"events":3,"subjects":4}""", statistics.GetProperty("accepted").GetRawText());
        Assert.Equal(1, statistics.GetProperty("duplicates").GetInt32());
        Assert.Equal(3, statistics.GetProperty("worstWindow").GetInt32());
        Assert.Equal(["MEDIUM", "HIGH", null], _okta.Requests.Select(r => r.HighestLevel));
        Assert.Equal([3, 1, 0], _okta.Requests.Select(r => r.Subjects));
    }

    [Fact]
    public async Task Post_body_is_larger_than_the_server_takes_is_413()
    {
        using var request = Request(_okta, new string(' ', 5 * 1024 * 1024));
        request.Headers.ExpectContinue = true;

        using var response = await SandboxClient.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Request_without_capture_keeps_no_subject()
    {
        await using var okta = await FaultyOkta.StartAsync(o => o with { SubjectCapacity = 0, RequestCapacity = 1 });

        using var first = await PostAsync(okta, One());
        using var second = await PostAsync(okta, One());

        Assert.Empty(okta.Subjects);
        Assert.Equal(2, Assert.Single(okta.Requests).Arrival.Number);
        Assert.Equal(1, okta.Statistics.Duplicates);
    }
}
