using Microsoft.Playwright;

namespace KpiPlatform.Dashboard.Tests.Support;

/// <summary>A window of the browser with a session of its own. Anything that the console calls an error fails the test that closes it.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    private Window(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            // An answer with an error status is noted there as well; tests that want one say so by asking for it.
            if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal) && !message.Text.Contains("net::ERR_", StringComparison.Ordinal))
                _errors.Add(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>Opens one, signed in unless it is not to be.</summary>
    public static Task<Window> OpenAsync(DashboardHost host, ChromiumFixture chromium, int width = 1280, int height = 900, bool dark = false, bool signedIn = true) =>
        OpenAsync(host.Web, signedIn ? host.Key : null, chromium, width, height, dark);

    /// <summary>Opens one on any server.</summary>
    public static async Task<Window> OpenAsync(Uri web, string? key, ChromiumFixture chromium, int width = 1280, int height = 900, bool dark = false)
    {
        var browser = await chromium.LaunchAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = web.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
        });
        var window = new Window(context, await context.NewPageAsync());
        if (key is not null)
        {
            await window.Page.GotoAsync("/sign-in");
            await window.Page.GetByLabel("Access key").FillAsync(key);
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        }

        return window;
    }

    /// <summary>Opens a page, and waits for what it computes: until then it looks again by itself.</summary>
    public async Task GotoAsync(string address)
    {
        await Page.GotoAsync(address);
        await ReadyAsync();
    }

    /// <summary>Waits until a page is there to its end, the footer, and nothing of it is being computed. Between two looks there is no page at all.</summary>
    public Task ReadyAsync() => Assertions.Expect(Page.Locator("body:has(.foot):not(:has(.computing))")).ToHaveCountAsync(1, new() { Timeout = 30_000 });

    /// <summary>Leaves a picture of the page where KPI_SCREENSHOTS says, if it does.</summary>
    public async Task KeepPictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("KPI_SCREENSHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _errors.ShouldBeEmpty();
    }
}
