using KpiPlatform.Dashboard.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KpiPlatform.Dashboard.Layout;

/// <summary>What stands around the content of every page: the way to the others, and out.</summary>
public partial class MainLayout
{
    /// <summary>The request.</summary>
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    private string? Tenant => Http.GetRouteValue(nameof(Tenant)) as string;

    private static IEnumerable<(string Title, string Address)> Tabs(string tenant) =>
    [
        ("Scorecards", Links.Scorecards(tenant)),
        ("Indicators", Links.Indicators(tenant)),
        ("Customers", Links.Customers(tenant)),
        ("Cohorts", Links.Cohorts(tenant)),
        ("Alerts", Links.Alerts(tenant)),
        ("Data quality", Links.Quality(tenant)),
    ];

    // A customer's page is under the customers' tab.
    private bool IsHere(string address) =>
        Http.Request.Path.StartsWithSegments(address) || (address.EndsWith("/customers", StringComparison.Ordinal) && Http.Request.Path.StartsWithSegments(address[..^1]));
}
