using KpiPlatform.Dashboard.Formatting;
using KpiPlatform.Dashboard.Platform;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>How the platform itself is: hosts, activations, commits, database.</summary>
public partial class PlatformPage
{
    private const double BytesPerMebibyte = 1024 * 1024;
    private PlatformStatus? _status;

    [Inject]
    internal IPlatformStatus Reader { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        // The one page that does not go through the gateway, so it looks at the role itself.
        if (Current.Session is { Caller.IsAdmin: true })
            _status = await Reader.GetAsync(Aborted);
        else
            Http.Response.StatusCode = StatusCodes.Status403Forbidden;
    }

    private static string Milliseconds(TimeSpan? span) => span is { } time ? Numbers.Round(time.TotalMilliseconds, 1) + " ms" : Numbers.None;

    private string Uptime(HostStatus host)
    {
        var up = Time.GetUtcNow() - host.StartTime;
        return up.TotalDays >= 1 ? $"{Numbers.Round(Math.Floor(up.TotalDays), 0)} d {up.Hours} h" : up.TotalHours >= 1 ? $"{up.Hours} h {up.Minutes} min" : $"{up.Minutes} min {up.Seconds} s";
    }
}
