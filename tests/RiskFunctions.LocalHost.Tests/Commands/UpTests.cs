using System.Net;
using System.Text;
using System.Text.Json;
using RiskFunctions.LocalHost.Tests.EndToEnd;

namespace RiskFunctions.LocalHost.Tests.Commands;

/// <summary><c>up</c> as a process, spoken to as by curl, well and badly.</summary>
public sealed class UpTests
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Up_takes_signals_refuses_what_is_wrong_and_ends_on_sigterm()
    {
        using var up = await CommandRun.UpAsync();
        using var http = new HttpClient { BaseAddress = up.Url };

        Assert.Equal(201, await PostAsync(http, RunningStack.Signal(), ("riskLevel", "\"HIGH\"")));
        Assert.Equal(400, await PostAsync(http, "{}", ("BrokerProperties", "{\"MessageId\":")));
        Assert.Equal(400, await PostAsync(http, "{}", ("BrokerProperties", "{\"TimeToLiveTimeSpan\":\"soon\"}")));
        Assert.Equal(413, await PostAsync(http, new string('x', (1024 * 1024) + 1)));
        Assert.Equal(410, await PostAsync(http, "{}", topic: "another-topic"));
        Assert.Equal(403, await PostAsync(http, "{}", ("Host", "evil.example")));
        Assert.Equal(403, await PostAsync(http, "{}", ("Origin", "http://evil.example")));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
        Assert.Contains("Okta sandbox", up.Output);
        await DeliveredAsync(http);

        await AssertEndsAsync(up);
        Assert.DoesNotContain("203.0.113.7", up.Output + up.Error);
    }

    [Theory]
    [InlineData("401", "Refused")]
    [InlineData("hang", "Closed")]
    public async Task Up_with_a_message_held_ends_on_sigterm(string fault, string circuit)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $$"""{"faults":[{"from":"00:00:00","fault":"{{fault}}"}]}""");
            using var up = await CommandRun.UpAsync("--faults", file);
            using var http = new HttpClient { BaseAddress = up.Url };
            await PostAsync(http, RunningStack.Signal(), ("riskLevel", "\"HIGH\""));
            await UntilAsync(http, s => s.GetProperty("circuit").GetProperty("state").GetString() == circuit
                && s.GetProperty("lanes").GetProperty("high").GetProperty("locked").GetInt32() == 1);

            await AssertEndsAsync(up);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Up_with_oauth_delivers_and_prints_what_check_needs_and_removes_the_key_at_its_end()
    {
        using var up = await CommandRun.UpAsync("--auth", "oauth");
        using var http = new HttpClient { BaseAddress = up.Url };
        await PostAsync(http, RunningStack.Signal(), ("riskLevel", "\"HIGH\""));
        await DeliveredAsync(http);
        var line = Assert.Single(up.Output.Split('\n'), l => l.Contains("Okta__ClientId=", StringComparison.Ordinal)).Trim();
        var file = line.Split("$(cat ")[1].Split(')')[0];
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var environment = line.Split(' ').TakeWhile(word => !word.StartsWith("Secrets__", StringComparison.Ordinal)).Append($"Secrets__key={await File.ReadAllTextAsync(file)}");
        using var check = await CommandRun.RunAsync("", [.. environment], "check", "--send-test-event", "203.0.113.9");

        Assert.True(check.ExitCode == 0, check.Output + check.Error);
        Assert.Contains("kid sandbox", check.Output);
        Assert.Contains("gave a DPoP token", check.Output);
        Assert.Contains($"client id {environment.Single(e => e.StartsWith("Okta__ClientId=", StringComparison.Ordinal)).Split('=')[1]},", up.Output);
        await AssertEndsAsync(up);
        Assert.False(File.Exists(file));
    }

    private static async Task AssertEndsAsync(CommandRun up)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var started = TimeProvider.System.GetTimestamp();
        up.Terminate();
        await up.EndAsync();

        Assert.True(TimeProvider.System.GetElapsedTime(started) < ShutdownLimit);
        Assert.Equal(0, up.ExitCode);
        Assert.DoesNotContain("   at ", up.Output + up.Error);
    }

    private static Task DeliveredAsync(HttpClient http) =>
        UntilAsync(http, s => s.GetProperty("delivered").GetProperty("messages").GetInt32() == 1);

    private static async Task UntilAsync(HttpClient http, Func<JsonElement, bool> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var status = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri("/api/status", UriKind.Relative)));
            if (isSo(status.RootElement))
            {
                return;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), status.RootElement.GetRawText());
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static async Task<int> PostAsync(HttpClient http, string body, (string Name, string Value)? header = null, string topic = "risk-signals")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/{topic}/messages", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (header is { } h)
        {
            request.Headers.TryAddWithoutValidation(h.Name, h.Value);
        }

        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }
}
