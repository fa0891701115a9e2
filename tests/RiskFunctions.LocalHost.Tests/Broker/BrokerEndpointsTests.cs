using System.Net;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Broker;

public sealed class BrokerEndpointsTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly BrokerHost _host;

    public BrokerEndpointsTests() => _host = BrokerHost.Start(_time);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task DeadLetters_lists_exactly_the_contracts_fields()
    {
        await BuryAsync("m-1", "ip: not an address");

        var json = await _host.Client.GetStringAsync(new Uri("api/dead-letters", UriKind.Relative));

        Assert.Equal(
            """[{"messageId":"m-1","lane":"medium","reason":"InvalidSignal","description":"ip: not an address","deliveryCount":1"""
            + ""","enqueuedAt":"2026-03-04T05:06:07+00:00"}]""",
            json);
    }

    [Theory]
    [InlineData("evil.example:80", null)]
    [InlineData("127.0.0.1.evil.example", null)]
    [InlineData("10.0.0.1", null)]
    [InlineData(null, "https://evil.example")]
    [InlineData(null, "null")]
    public async Task Any_endpoint_foreign_host_or_page_is_refused(string? host, string? origin)
    {
        foreach (var (method, path) in new[] { (HttpMethod.Post, "risk-signals/messages"), (HttpMethod.Get, "api/dead-letters") })
        {
            using var response = await SendAsync(method, path, host, origin);

            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Equal(0, _host.Broker.Counts()["medium"].Active);
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

    private async Task BuryAsync(string id, string description)
    {
        _host.Broker.Send(new SentMessage { MessageId = id, Body = default });
        var delivery = Assert.Single(await _host.Broker.TakeAsync("medium", 1, TimeSpan.Zero, default));
        _host.Broker.MoveToDeadLetters(delivery.Token, "InvalidSignal", description);
    }
}
