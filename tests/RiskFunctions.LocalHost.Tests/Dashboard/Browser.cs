using Microsoft.Playwright;

namespace RiskFunctions.LocalHost.Tests.Dashboard;

/// <summary>One browser for a test class, started by the first test that needs it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> _started = new(StartAsync);

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Opens the dashboard in a window of its own.</summary>
    internal async Task<DashboardPage> OpenAsync(Uri url, ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        var (_, browser) = await _started.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            Locale = "en-GB",
            TimezoneId = "UTC",
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        return await DashboardPage.OpenAsync(await context.NewPageAsync(), url);
    }

    public async Task DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            var (driver, browser) = await _started.Value;
            await browser.DisposeAsync();
            driver.Dispose();
        }
    }

    private static async Task<(IPlaywright Driver, IBrowser Browser)> StartAsync()
    {
        var driver = await Playwright.CreateAsync();
        return (driver, await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = BrowserFactAttribute.BrowserPath }));
    }
}
