using System.Net;
using System.Net.Sockets;
using RiskFunctions.Delivery;
using static RiskFunctions.LocalHost.Tests.EndToEnd.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>An Okta that stays away. The long waits are simulated in the core's own tests; here it is seen that nothing is lost and that it shows.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task Okta_away_holds_the_messages_and_shows_it()
    {
        var stack = await StartAsync(Settings(("Okta:OrgUrl", $"http://127.0.0.1:{UnusedPort()}"), ("Secrets:okta-api-token", "00-mine")));
        await using (stack)
        {
            await stack.SendAsync(Signal(), "HIGH");
            await stack.SendAsync(Signal("203.0.113.8", "LOW"), "LOW");

            await stack.CircuitAsync(CircuitState.Unavailable);

            var status = await stack.StatusAsync();
            Assert.Equal("Unavailable", status.GetProperty("circuit").GetProperty("state").GetString());
            Assert.Contains("no connection", status.GetProperty("circuit").GetProperty("reason").GetString());
            Assert.NotEqual(default, status.GetProperty("circuit").GetProperty("nextProbeAt").GetDateTimeOffset());
            Assert.Equal("""{"active":0,"locked":1,"deadLettered":0}""", status.GetProperty("lanes").GetProperty("high").GetRawText());
            Assert.Equal("""{"active":0,"locked":1,"deadLettered":0}""", status.GetProperty("lanes").GetProperty("low").GetRawText());
            await stack.LoggedAsync("CircuitOpened");
        }

        Assert.Equal((1, 1), (stack.Counts()["high"].Active, stack.Counts()["low"].Active));
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
