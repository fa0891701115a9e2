using System.Net;
using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.Testing.Okta;
using RiskFunctions.Testing.Time;
using static RiskFunctions.LocalHost.Tests.Sandbox.Http.SandboxClient;
using static RiskFunctions.Testing.Okta.RiskEventBodies;
using static RiskFunctions.Testing.Time.Waiting;

namespace RiskFunctions.LocalHost.Tests.Sandbox.Http;

public sealed class FaultTests
{
    [Theory]
    [InlineData("400", HttpStatusCode.BadRequest, "E0000001")]
    [InlineData("401", HttpStatusCode.Unauthorized, "E0000011")]
    [InlineData("403", HttpStatusCode.Forbidden, "E0000006")]
    [InlineData("429", HttpStatusCode.TooManyRequests, "E0000047")]
    [InlineData("500", HttpStatusCode.InternalServerError, "E0000009")]
    [InlineData("503", HttpStatusCode.ServiceUnavailable, "E0000010")]
    public async Task Post_fault_is_a_status_gives_it_once_and_takes_nothing(string fault, HttpStatusCode status, string code)
    {
        await using var okta = await StartAsync($$"""{"at":1,"fault":"{{fault}}"}""");

        using var struck = await PostAsync(okta, One());
        var acceptedThen = okta.Statistics.AcceptedEvents;
        using var healthy = await PostAsync(okta, One());

        Assert.Equal((status, code), (struck.StatusCode, await ErrorCodeAsync(struck)));
        Assert.Equal((0, HttpStatusCode.Accepted), (acceptedThen, healthy.StatusCode));
        Assert.Equal(1, okta.Statistics.FaultsInjected[fault]);
        Assert.Equal([fault, null], okta.Requests.Select(r => r.Fault));
    }

    [Theory]
    [InlineData("401", true)]
    [InlineData("403", true)]
    [InlineData("429", true)]
    [InlineData("500", false)]
    [InlineData("reset-before-accept", false)]
    public async Task Post_fault_before_the_limit_leaves_it_untouched(string fault, bool passes)
    {
        await using var okta = await StartAsync($$"""{"at":1,"fault":"{{fault}}"}""", requests: 1);
        await TryPostAsync(okta);

        using var next = await PostAsync(okta, One());

        Assert.Equal(passes ? HttpStatusCode.Accepted : HttpStatusCode.TooManyRequests, next.StatusCode);
    }

    [Theory]
    [InlineData("reset-before-accept", 0)]
    [InlineData("reset-after-accept", 1)]
    public async Task Post_connection_is_reset_before_or_after_the_events_were_taken(string fault, int accepted)
    {
        await using var okta = await StartAsync($$"""{"at":1,"fault":"{{fault}}"}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(okta, One()));

        Assert.Equal(accepted, okta.Statistics.AcceptedEvents);
        var record = Assert.Single(okta.Requests);
        Assert.Equal((0, accepted == 1), (record.Status, record.Accepted));
    }

    [Fact]
    public async Task Post_reject_when_refuses_the_request_and_names_the_subject()
    {
        await using var okta = await StartAsync("""{"reject-when":"PLANTED"}""", """{"reject-when":"2001"}""");

        using var planted = await PostAsync(okta, Request(Event(Subject()), Event(Subject(), Subject(message: "a PLANTED one"))));
        using var address = await PostAsync(okta, One("2001:db8::1"));
        using var clean = await PostAsync(okta, One());

        Assert.Equal(
            (HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.Accepted),
            (planted.StatusCode, address.StatusCode, clean.StatusCode));
        var cause = Assert.Single((await JsonAsync(planted)).GetProperty("errorCauses").EnumerateArray());
        Assert.Equal("[1].subjects[1]: is not welcome (injected fault)", cause.GetProperty("errorSummary").GetString());
        Assert.Equal(1, okta.Statistics.AcceptedEvents);
    }

    [Theory]
    [InlineData("sane", "30", "0", 0)]
    [InlineData("past", "30", "0", -60)]
    [InlineData("far", "30", "0", 10_800)]
    [InlineData("concurrency", "0", "0", 2)]
    public async Task Post_429_has_the_headers_that_the_plan_asks_for(string headers, string limit, string remaining, int resetSeconds)
    {
        await using var okta = await StartAsync($$"""{"at":1,"fault":"429","headers":"{{headers}}"}""");

        using var response = await PostAsync(okta, One());

        Assert.Equal((limit, remaining), (Header(response, "X-Rate-Limit-Limit"), Header(response, "X-Rate-Limit-Remaining")));
        var reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Header(response, "X-Rate-Limit-Reset")));
        Assert.Equal(ManualTimeProvider.DefaultStart.AddSeconds(resetSeconds), reset);
    }

    [Theory]
    [InlineData("missing", null)]
    [InlineData("wrong", "soon")]
    public async Task Post_accepted_answer_has_no_usable_headers(string headers, string? reset)
    {
        await using var okta = await StartAsync($$"""{"at":1,"fault":"headers","headers":"{{headers}}"}""");

        using var response = await PostAsync(okta, One());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(reset, response.Headers.TryGetValues("X-Rate-Limit-Reset", out var values) ? values.Single() : null);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(500)]
    public async Task Post_garbage_is_a_status_with_a_body_that_is_no_json(int status)
    {
        await using var okta = await StartAsync($$"""{"at":1,"fault":"garbage","status":{{status}}}""");

        using var response = await PostAsync(okta, One());

        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith("<html>", await response.Content.ReadAsStringAsync());
        Assert.Equal(0, okta.Statistics.AcceptedEvents);
    }

    [Fact]
    public async Task Post_redirect_points_to_another_host()
    {
        await using var okta = await StartAsync("""{"at":1,"fault":"redirect","location":"http://other.invalid/x"}""");

        using var response = await PostAsync(okta, One());

        Assert.Equal((HttpStatusCode.TemporaryRedirect, "http://other.invalid/x"), (response.StatusCode, response.Headers.Location?.AbsoluteUri));
    }

    [Fact]
    public async Task Post_slow_answers_after_the_delay()
    {
        var time = new ManualTimeProvider();
        await using var okta = await FaultyOkta.StartAsync(time: time);
        okta.Use("""{"at":1,"fault":"slow","delay":"00:00:20"}""");

        var answer = PostAsync(okta, One());
        await time.RunUntilAsync(answer, TimeSpan.FromSeconds(21));

        Assert.Equal(HttpStatusCode.Accepted, (await answer).StatusCode);
        Assert.Equal(ManualTimeProvider.DefaultStart.AddSeconds(20), time.GetUtcNow());
    }

    [Theory]
    [InlineData("""{"at":1,"fault":"hang"}""")]
    [InlineData("""{"at":1,"fault":"slow","delay":"01:00:00"}""")]
    public async Task Post_sender_gives_up_nothing_is_accepted(string rule)
    {
        await using var okta = await StartAsync(rule);
        using var giveUp = new CancellationTokenSource();
        using var request = Request(okta, One());
        var answer = SandboxClient.Http.SendAsync(request, giveUp.Token);
        await UntilAsync(() => okta.Statistics.FaultsInjected.Count == 1);

        await giveUp.CancelAsync();
        await UntilAsync(() => okta.Requests.Count == 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal((0, false), (okta.Requests[0].Status, okta.Requests[0].Accepted));
    }

    [Fact]
    public async Task Dispose_ends_answers_that_are_held_back()
    {
        var okta = await StartAsync("""{"at":1,"fault":"hang"}""");
        var answer = PostAsync(okta, One());
        await UntilAsync(() => okta.Statistics.FaultsInjected.Count == 1);

        await okta.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
    }

    [Fact]
    public async Task Post_too_many_at_once_is_the_concurrency_429()
    {
        await using var okta = await FaultyOkta.StartAsync(o => o with { Limit = new RequestLimitOptions { Concurrent = 1 } });
        okta.Use("""{"at":1,"fault":"hang"}""");
        var held = PostAsync(okta, One());
        await UntilAsync(() => okta.Statistics.FaultsInjected.Count == 1);

        using var second = await PostAsync(okta, One());
        await okta.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => held);
        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "0", "0"),
            (second.StatusCode, Header(second, "X-Rate-Limit-Limit"), Header(second, "X-Rate-Limit-Remaining")));
    }

    [Fact]
    public async Task Put_and_delete_faults_switch_at_run_time()
    {
        await using var okta = await FaultyOkta.StartAsync();

        using var put = await PutAsync(okta, "/sandbox/faults", """{"faults":[{"from":"00:00:00","fault":"503"}]}""");
        using var down = await PostAsync(okta, One());
        using var wrong = await PutAsync(okta, "/sandbox/faults", """{"faults":[{"at":1,"fault":"nope"}]}""");
        using var delete = await SandboxClient.Http.DeleteAsync(new Uri(okta.OrgUrl, "/sandbox/faults"));
        using var up = await PostAsync(okta, One());

        Assert.Equal(
            [HttpStatusCode.NoContent, HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadRequest, HttpStatusCode.NoContent, HttpStatusCode.Accepted],
            new[] { put, down, wrong, delete, up }.Select(r => r.StatusCode));
        Assert.Contains("faults[0].fault", await wrong.Content.ReadAsStringAsync());
    }

    private static async Task<FaultyOkta> StartAsync(string rule, string? second = null, int requests = 30)
    {
        var okta = await FaultyOkta.StartAsync(o => o with { Limit = new RequestLimitOptions { Requests = requests } }, new ManualTimeProvider());
        okta.Use(second is null ? [rule] : [rule, second]);
        return okta;
    }

    private static async Task TryPostAsync(FaultyOkta okta)
    {
        try
        {
            using var response = await PostAsync(okta, One());
        }
        catch (HttpRequestException)
        {
            // A reset is what the test asked for.
        }
    }
}
