using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace RiskFunctions.LocalHost.Tests.Dashboard;

/// <summary>The open dashboard. When it is closed, it must have asked nobody but its own host and have said nothing on the console.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    /// <summary>The page asks every 2 s; a slow machine may need a few rounds.</summary>
    private const float Patience = 30_000;

    private readonly IPage _page;
    private readonly List<string> _requests = [];
    private readonly List<string> _complaints = [];
    private readonly string _origin;

    private DashboardPage(IPage page, Uri url)
    {
        _page = page;
        _origin = url.GetLeftPart(UriPartial.Authority);
        page.Request += (_, request) => _requests.Add(request.Url);
        page.Console += (_, message) => _complaints.Add(message.Text);
        page.PageError += (_, error) => _complaints.Add(error);
    }

    /// <summary>Set by a test in which the host goes away: the browser then complains about each request.</summary>
    public bool HostMayBeAway { get; set; }

    public static async Task<DashboardPage> OpenAsync(IPage page, Uri url)
    {
        var dashboard = new DashboardPage(page, url);
        await page.GotoAsync(url.AbsoluteUri);
        return dashboard;
    }

    /// <summary>Waits until the headline says so.</summary>
    public Task HeadlineAsync(string text) => SaysAsync("#headline", text);

    /// <summary>Waits until the first element of this kind holds the text.</summary>
    public Task SaysAsync(string selector, string text) =>
        Assertions.Expect(_page.Locator(selector).First).ToContainTextAsync(text, new LocatorAssertionsToContainTextOptions { Timeout = Patience });

    public async Task<IReadOnlyList<string>> TextsAsync(string selector) => await _page.Locator(selector).AllInnerTextsAsync();

    public Task<string> ColourAsync(string selector) => _page.Locator(selector).First.EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor");

    /// <summary>By how many pixels the page is wider than its window.</summary>
    public Task<int> OverhangAsync() => _page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>What axe finds fault with, rule by rule; empty when it finds nothing.</summary>
    public async Task<string> AccessibilityFaultsAsync() =>
        string.Join(
            Environment.NewLine,
            (await _page.RunAxe()).Violations.Select(
                v => $"{v.Id}: {v.Help} ({string.Join("; ", v.Nodes.Select(n => n.Html + n.Any.FirstOrDefault()?.Message))})"));

    /// <summary>Keeps a picture in the folder that RISKFUNCTIONS_SCREENSHOTS names; without it, none.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("RISKFUNCTIONS_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await _page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _page.Context.DisposeAsync();
        Assert.DoesNotContain(_requests, url => !url.StartsWith(_origin + "/") && url is not "data:,");
        Assert.True(HostMayBeAway || _complaints.Count == 0, string.Join(Environment.NewLine, _complaints));
    }
}
