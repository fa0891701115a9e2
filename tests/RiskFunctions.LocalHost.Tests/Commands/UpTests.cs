using System.Net;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;

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

        Assert.Equal(201, await UpStatus.PostAsync(http, RunningStack.Signal(), ("riskLevel", "\"HIGH\"")));
        Assert.Equal(400, await UpStatus.PostAsync(http, "{}", ("BrokerProperties", "{\"MessageId\":")));
        Assert.Equal(400, await UpStatus.PostAsync(http, "{}", ("BrokerProperties", "{\"TimeToLiveTimeSpan\":\"soon\"}")));
        Assert.Equal(413, await UpStatus.PostAsync(http, new string('x', (1024 * 1024) + 1)));
        Assert.Equal(410, await UpStatus.PostAsync(http, "{}", topic: "another-topic"));
        Assert.Equal(403, await UpStatus.PostAsync(http, "{}", ("Host", "evil.example")));
        Assert.Equal(403, await UpStatus.PostAsync(http, "{}", ("Origin", "http://evil.example")));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
        Assert.Contains("Okta sandbox", up.Output);
        await UpStatus.DeliveredAsync(http);

        await AssertEndsAsync(up);
        Assert.DoesNotContain("gone with this process", up.Output);
        Assert.Matches(@"\d\dZ info  RequestAccepted: Okta accepted 1 events", up.Output);
        Assert.DoesNotContain("203.0.113.7", up.Output + up.Error);
    }

    [Theory]
    [InlineData("401", "Refused")]
    [InlineData("hang", "Closed")]
    public async Task Up_with_a_message_held_ends_on_sigterm(string fault, string circuit)
    {
        using var plan = new TemporaryFile($$"""{"faults":[{"from":"00:00:00","fault":"{{fault}}"}]}""");
        using var up = await CommandRun.UpAsync("--faults", plan.Path);
        using var http = new HttpClient { BaseAddress = up.Url };
        await UpStatus.PostAsync(http, RunningStack.Signal(), ("riskLevel", "\"HIGH\""));
        await UpStatus.UntilAsync(http, s => s.GetProperty("circuit").GetProperty("state").GetString() == circuit
            && s.GetProperty("lanes").GetProperty("high").GetProperty("locked").GetInt32() == 1);

        await AssertEndsAsync(up);
    }

    [Fact]
    public async Task Up_with_messages_waiting_tells_at_its_end_that_they_are_gone()
    {
        using var up = await CommandRun.UpAsync("--no-pump");
        using var http = new HttpClient { BaseAddress = up.Url };
        await UpStatus.PostAsync(http, RunningStack.Signal(), ("riskLevel", "\"HIGH\""));
        await UpStatus.PostAsync(http, RunningStack.Signal(), ("riskLevel", "\"LOW\""));
        await UpStatus.PostAsync(http, RunningStack.Signal(), ("riskLevel", "\"LOW\""));

        await AssertEndsAsync(up);

        Assert.EndsWith("3 messages were waiting (1 high, 2 low) and are gone with this process.", up.Output.Trim());
    }

    [Fact]
    public async Task Up_with_an_org_names_it()
    {
        await using var org = await RecordingServer.StartAsync();

        using var up = await CommandRun.UpWithAsync([$"Okta__OrgUrl={org.Url}", "Secrets__okta-api-token=t"]);

        Assert.Contains($"Okta          {org.Url}", up.Output);
    }

    [Fact]
    public async Task Up_with_oauth_delivers_and_prints_what_check_needs_and_removes_the_key_at_its_end()
    {
        using var up = await CommandRun.UpAsync("--auth", "oauth");
        using var http = new HttpClient { BaseAddress = up.Url };
        await UpStatus.PostAsync(http, RunningStack.Signal(), ("riskLevel", "\"HIGH\""));
        await UpStatus.DeliveredAsync(http);
        var line = Assert.Single(up.Output.Split('\n'), l => l.Contains("Okta__ClientId=")).Trim();
        var file = line.Split("$(cat ")[1].Split(')')[0];
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var environment = line.Split(' ').TakeWhile(word => !word.StartsWith("Secrets__")).Append($"Secrets__key={await File.ReadAllTextAsync(file)}");
        using var check = await CommandRun.RunAsync("", [.. environment], "check", "--send-test-event", "203.0.113.9");

        Assert.True(check.ExitCode == 0, check.Output + check.Error);
        Assert.Contains("kid sandbox", check.Output);
        Assert.Contains("gave a DPoP token", check.Output);
        Assert.Contains($"client id {environment.Single(e => e.StartsWith("Okta__ClientId=", StringComparison.Ordinal)).Split('=')[1]},", up.Output);
        await AssertEndsAsync(up);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Up_with_security_events_delivers_users_and_prints_what_check_needs()
    {
        using var up = await CommandRun.UpAsync("--security-events");
        using var http = new HttpClient { BaseAddress = up.Url };
        await UpStatus.PostAsync(http, """{"user":"name@example.com","riskLevel":"HIGH"}""", ("riskLevel", "\"HIGH\""));
        await UpStatus.UntilAsync(http, s => s.GetProperty("sandbox").GetProperty("securityEvents").GetProperty("accepted").GetInt32() == 1);
        var line = Assert.Single(up.Output.Split('\n'), l => l.StartsWith("Check ")).Trim();
        var file = line.Split("$(cat ")[1].Split(')')[0];

        var environment = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).TakeWhile(w => !w.StartsWith("Secrets__signing"));
        var signing = $"Secrets__signing={await File.ReadAllTextAsync(file)}";
        using var check = await CommandRun.RunAsync(
            "", [.. environment, signing], "check", "--jwks-url", line.Split("--jwks-url ")[1], "--send-test-event", "203.0.113.9");

        Assert.True(check.ExitCode == 0, check.Output + check.Error);
        Assert.Contains("✓ Public keys: ", check.Output);
        Assert.Contains("✓ Test security event: ", check.Output);
        await AssertEndsAsync(up);
        Assert.False(File.Exists(file));
        Assert.DoesNotContain("name@example.com", up.Output + up.Error);
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
}
