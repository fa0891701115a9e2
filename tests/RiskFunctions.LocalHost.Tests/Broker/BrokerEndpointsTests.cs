using System.Net;
using System.Text;
using RiskFunctions.LocalHost.Broker;
using RiskFunctions.LocalHost.Broker.Rest;
using RiskFunctions.LocalHost.Topology;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Broker;

public sealed class BrokerEndpointsTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly InMemoryBroker _broker;
    private readonly BrokerHost _host;

    public BrokerEndpointsTests()
    {
        _broker = new InMemoryBroker(BrokerTopology.Load(), new BrokerOptions(), _time);
        _host = BrokerHost.Start(_broker);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task DeadLetters_lists_exactly_the_contracts_fields()
    {
        await BuryAsync("m-1", "ip: not an address");

        var json = await _host.Client.GetStringAsync(new Uri("api/dead-letters", UriKind.Relative));

        Assert.Equal(
            """[{"messageId":"m-1","lane":"medium","reason":"InvalidSignal","description":"ip: not an address","deliveryCount":1,"enqueuedAt":"2026-03-04T05:06:07+00:00"}]""",
            json);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("?lane=&reason=", 1)]
    [InlineData("?lane=medium&reason=InvalidSignal", 1)]
    [InlineData("?lane=MEDIUM&reason=invalidsignal", 1)]
    [InlineData("?lane=high", 0)]
    [InlineData("?reason=SignalExpired", 0)]
    public async Task Replay_answers_how_many_went_back(string query, int expected)
    {
        await BuryAsync("m-1", "x");

        using var response = await PostAsync("api/dead-letters/replay" + query);

        Assert.Equal($$"""{"replayed":{{expected}}}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(expected, _broker.Counts()["medium"].Active);
    }

    [Fact]
    public async Task Replay_unknown_lane_answers_404()
    {
        using var response = await PostAsync("api/dead-letters/replay?lane=hgih");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task DeadLetter_body_is_that_of_the_newest_with_the_id_and_no_page()
    {
        await BuryAsync("/incidents/7 & more", "x", "<script>first</script>");
        await BuryAsync("/incidents/7 & more", "x", "<script>second</script>");
        await BuryAsync("other", "x", "other");

        using var response = await _host.Client.GetAsync(new Uri("api/dead-letters/body?messageId=" + Uri.EscapeDataString("/incidents/7 & more"), UriKind.Relative));

        Assert.Equal("<script>second</script>", await response.Content.ReadAsStringAsync());
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task DeadLetter_body_unknown_id_answers_404()
    {
        await BuryAsync("m-1", "x");

        using var response = await _host.Client.GetAsync(new Uri("api/dead-letters/body?messageId=M-1", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("broker/nowhere/receive?max=20&waitMilliseconds=0", HttpStatusCode.NotFound)]
    [InlineData("broker/high/receive?max=0&waitMilliseconds=0", HttpStatusCode.NotFound)]
    [InlineData("broker/locks/8e1d3f6a-6f0c-4a9e-9d8d-0a4d3c1b2a10/complete", HttpStatusCode.Gone)]
    [InlineData("broker/locks/none/complete", HttpStatusCode.NotFound)]
    public async Task Worker_call_without_its_object_is_refused(string path, HttpStatusCode expected)
    {
        using var response = await PostAsync(path);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("evil.example:80", null)]
    [InlineData("127.0.0.1.evil.example", null)]
    [InlineData("10.0.0.1", null)]
    [InlineData(null, "https://evil.example")]
    [InlineData(null, "null")]
    public async Task Any_endpoint_foreign_host_or_page_is_refused(string? host, string? origin)
    {
        foreach (var (method, path) in new[] { (HttpMethod.Post, "risk-signals/messages"), (HttpMethod.Get, "api/dead-letters"), (HttpMethod.Get, "api/dead-letters/body?messageId=x"), (HttpMethod.Post, "broker/high/receive?max=1&waitMilliseconds=0") })
        {
            using var response = await SendAsync(method, path, host, origin);

            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Equal(0, _broker.Counts()["medium"].Active);
    }

    [Theory]
    [InlineData("localhost:7080", "http://localhost:7080")]
    [InlineData("127.0.0.1", null)]
    [InlineData("[::1]:7080", "http://[::1]:7080")]
    public async Task Any_endpoint_own_names_are_served(string host, string? origin)
    {
        using var response = await SendAsync(HttpMethod.Get, "api/dead-letters", host, origin);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Host_that_ends_lets_a_waiting_worker_go()
    {
        var receive = new HttpLaneReceiver(_host.Client, TimeProvider.System).ReceiveAsync("high", 20, TimeSpan.FromSeconds(60), default);
        while (_time.NextDue is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        await _host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);

        Assert.Empty(await receive);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? host, string? origin)
    {
        HttpRequestMessage request = new(method, path);
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return _host.Client.SendAsync(request);
    }

    private Task<HttpResponseMessage> PostAsync(string path) => _host.Client.PostAsync(new Uri(path, UriKind.Relative), content: null);

    private async Task BuryAsync(string id, string description, string body = "")
    {
        _broker.Send(new SentMessage { MessageId = id, Body = Encoding.UTF8.GetBytes(body) });
        var delivery = Assert.Single(await _broker.TakeAsync("medium", 1, TimeSpan.Zero, default));
        _broker.MoveToDeadLetters(delivery.Token, "InvalidSignal", description);
    }
}
