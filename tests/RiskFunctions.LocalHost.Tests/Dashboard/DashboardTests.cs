using System.Net;
using RiskFunctions.LocalHost.Tests.Broker;

namespace RiskFunctions.LocalHost.Tests.Dashboard;

public sealed class DashboardTests : IAsyncLifetime
{
    private readonly BrokerHost _host = BrokerHost.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Page_runs_only_its_own_style_and_script()
    {
        using var response = await _host.Client.GetAsync(new Uri("/", UriKind.Relative));

        var html = await response.Content.ReadAsStringAsync();
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        var nonce = html.Split("<script nonce=\"")[1].Split('"')[0];
        Assert.Equal(2, html.Split("nonce=").Length - 1);
        Assert.Contains($"<style nonce=\"{nonce}\">", html);
        Assert.Contains($"script-src 'nonce-{nonce}';", policy);
        Assert.Contains($"style-src 'nonce-{nonce}';", policy);
        Assert.StartsWith("default-src 'none';", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotContain("{{", html);
    }

    [Fact]
    public async Task Page_twice_has_another_nonce()
    {
        var first = await _host.Client.GetAsync(new Uri("/", UriKind.Relative));
        var second = await _host.Client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.NotEqual(first.Headers.GetValues("Content-Security-Policy"), second.Headers.GetValues("Content-Security-Policy"));
    }

    [Fact]
    public async Task Page_loads_nothing_from_elsewhere_and_writes_no_markup()
    {
        var html = await _host.Client.GetStringAsync(new Uri("/", UriKind.Relative));

        Assert.DoesNotContain("http", html.Replace("http://www.w3.org/2000/svg", ""));
        foreach (var unsafeWay in new[] { "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", " style=\"", " onclick" })
        {
            Assert.DoesNotContain(unsafeWay, html);
        }
    }

    [Fact]
    public async Task Page_foreign_host_name_is_refused()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };

        using var response = await _host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
