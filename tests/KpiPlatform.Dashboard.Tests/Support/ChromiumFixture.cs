using Microsoft.Playwright;

namespace KpiPlatform.Dashboard.Tests.Support;

/// <summary>A Chromium that is installed on this machine; nothing is downloaded.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

    // It runs as whoever runs the tests, in containers too, and talks to nobody but the server under test.
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>The browser. Skips the test where there is none, unless KPI_REQUIRE_BROWSER is 1.</summary>
    internal async Task<IBrowser> LaunchAsync()
    {
        var path = Environment.GetEnvironmentVariable("KPI_CHROMIUM") is { Length: > 0 } chosen ? chosen : Array.Find(Places, File.Exists);
        const string Missing = "No Chromium is installed: apt-get install chromium, or name one with KPI_CHROMIUM.";
        if (Environment.GetEnvironmentVariable("KPI_REQUIRE_BROWSER") == "1")
            path.ShouldNotBeNull(Missing);
        Skip.If(path is null, Missing);
        _playwright ??= await Playwright.CreateAsync();
        return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = Arguments });
    }
}
