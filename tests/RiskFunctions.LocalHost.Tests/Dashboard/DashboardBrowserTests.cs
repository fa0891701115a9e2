using Microsoft.Playwright;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Dashboard;

/// <summary>The dashboard as an operator sees it.</summary>
public sealed class DashboardBrowserTests(Browser browser) : IClassFixture<Browser>
{
    private const string Bad = """{"ip":"not an address","riskLevel":"HIGH"}""";

    [BrowserFact]
    public async Task Page_while_a_run_goes_on_follows_it_without_a_reload()
    {
        await using var stack = await RunningStack.StartAsync();
        await using var page = await browser.OpenAsync(stack.Http.BaseAddress!);
        await page.HeadlineAsync("OK");
        await page.SaysAsync("#totals dd", "0");

        await stack.SendAsync(RunningStack.Signal(), "HIGH");
        await stack.SendAsync(RunningStack.Signal("198.51.100.4", "LOW"), "LOW");

        await page.SaysAsync("#totals dd", "2");
        await page.SaysAsync("#detail", "Nothing waits.");
        await stack.SendAsync(Bad, "HIGH");
        await page.HeadlineAsync("1 dead letter needs a look");
    }

    [BrowserFact]
    public async Task Page_dead_letters_stand_by_lane_and_reason_with_the_command_that_sends_them_back()
    {
        await using var stack = await RunningStack.StartAsync();
        await stack.SendAsync("[]", "LOW", "an-empty-array");
        await stack.SendAsync(Bad, "HIGH", "<b>bad</b>");
        await stack.DrainAsync();
        await using var page = await browser.OpenAsync(stack.Http.BaseAddress!);

        await page.HeadlineAsync("2 dead letters need a look");

        var reason = stack.DeadLetters().Single(l => l.Lane == "high").Reason;
        Assert.Equal([$"HIGH {reason}: 1", "LOW InvalidSignal: 1"], await page.TextsAsync("#letterTable .group"));
        Assert.Contains("<b>bad</b>", await page.TextsAsync("#letterTable td"));
        Assert.Equal(
            $"dotnet run --project src/RiskFunctions.LocalHost -- dead-letters --replay --lane high --reason {reason} --amqp-port {stack.AmqpPort}",
            (await page.TextsAsync("#letterNote code"))[0]);
    }

    [BrowserFact]
    public async Task Page_okta_fails_says_that_the_messages_are_held()
    {
        await using var stack = await RunningStack.StartAsync();
        stack.Use("""{"from":"00:00:00","fault":"503"}""");
        await stack.SendAsync(RunningStack.Signal(), "HIGH");
        await using var page = await browser.OpenAsync(stack.Http.BaseAddress!);

        await page.HeadlineAsync("Waiting for Okta");

        await page.SaysAsync("#detail", "1 message is held and will be sent.");
        Assert.Equal("", await page.AccessibilityFaultsAsync());
        await page.PictureAsync("fault");
    }

    [BrowserFact]
    public async Task Page_security_event_stands_in_a_table_without_its_user()
    {
        await using var keys = await KeyHost.StartAsync(SetOrg.Key.PublicJwk);
        var provider = new SecurityEventsProvider { Issuer = SetOrg.Issuer, JwksUrl = keys.JwksUrl };
        await using var stack = await RunningStack.StartAsync(sandbox: o => o with { SecurityEvents = new SecurityEventsOptions { Providers = [provider] } });
        await using var page = await browser.OpenAsync(stack.Http.BaseAddress!);
        await page.HeadlineAsync("OK");
        Assert.Empty(await page.TextsAsync("#setRows td"));

        var claims = SetOrg.Claims(stack.OrgUrl!.GetLeftPart(UriPartial.Authority), "1", ManualTimeProvider.DefaultStart, SetOrg.RiskChange());
        using var taken = await SetOrg.SendAsync(stack.OrgUrl, SetOrg.Key.Sign(SetOrg.Header(), claims));

        await page.SaysAsync("#setCount", "1");
        Assert.Equal(["user-risk-change", "HIGH", "user email"], (await page.TextsAsync("#setRows td")).Take(3));
        Assert.DoesNotContain(SetOrg.User, (await page.TextsAsync("body"))[0]);
        Assert.Equal("", await page.AccessibilityFaultsAsync());
        await page.PictureAsync("security-events");
    }

    [BrowserFact]
    public async Task Page_shows_users_beside_addresses_and_what_holds_them()
    {
        await using var flow = await TwoDestinations.StartAsync();
        await using var page = await browser.OpenAsync(flow.Stack.Http.BaseAddress!);
        await page.HeadlineAsync("OK");
        await flow.Stack.SendAsync("""{"ip":"203.0.113.7","user":"name@example.com","riskLevel":"HIGH"}""", "HIGH");

        await page.SaysAsync("#usersUsed", "1");
        await page.SaysAsync("#setCount", "1");
        Assert.Contains("Users (security events accepted)", await page.TextsAsync("#totals dt"));
        flow.Stack.Use("""{"probability":1,"on":"sets","fault":"400","err":"invalid_key"}""");
        await flow.Stack.SendAsync("""{"user":"name@example.com","riskLevel":"HIGH"}""", "HIGH");
        await page.HeadlineAsync("Security events refused by Okta");

        await page.SaysAsync("#detail", "1 message is held and will be sent.");
        Assert.DoesNotContain("name@example.com", (await page.TextsAsync("body"))[0]);
        Assert.Equal("", await page.AccessibilityFaultsAsync());
        await page.PictureAsync("users");
    }

    [BrowserFact]
    public async Task Page_host_is_gone_says_so()
    {
        var stack = await RunningStack.StartAsync();
        await using var page = await browser.OpenAsync(stack.Http.BaseAddress!);
        page.HostMayBeAway = true;
        await page.HeadlineAsync("OK");

        await stack.DisposeAsync();

        await page.HeadlineAsync("This host does not answer");
    }

    [BrowserFact]
    public async Task Page_light_dark_and_narrow_is_readable_for_everyone()
    {
        await using var stack = await RunningStack.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            await stack.SendAsync(RunningStack.Signal($"203.0.113.{i}", i % 3 == 0 ? "HIGH" : "LOW"), i % 3 == 0 ? "HIGH" : "LOW");
        }

        await stack.SendAsync(Bad, "HIGH");
        await stack.SendAsync("no JSON at all, and a long line of it: " + new string('x', 200), "MEDIUM", new string('m', 128));
        await stack.DrainAsync();
        var colours = new List<string>();
        (string, ColorScheme, int)[] windows =
            [("light", ColorScheme.Light, 1280), ("dark", ColorScheme.Dark, 1280), ("narrow", ColorScheme.Light, 360), ("narrow-dark", ColorScheme.Dark, 360)];
        foreach (var (name, scheme, width) in windows)
        {
            await using var page = await browser.OpenAsync(stack.Http.BaseAddress!, scheme, width);
            await page.HeadlineAsync("2 dead letters need a look");

            Assert.Equal("", await page.AccessibilityFaultsAsync());
            Assert.Equal(0, await page.OverhangAsync());
            colours.Add(await page.ColourAsync("body"));
            await page.PictureAsync(name);
        }

        Assert.Equal(2, colours.Distinct(StringComparer.Ordinal).Count());
    }
}
