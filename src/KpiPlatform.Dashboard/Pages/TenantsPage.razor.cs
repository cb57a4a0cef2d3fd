using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>The tenants to choose from.</summary>
public partial class TenantsPage
{
    private const int PageSize = 60;
    private IReadOnlyList<Tenant> _tenants = [];
    private string _next = string.Empty;

    /// <summary>Page token; empty for the first page.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public string? PageToken { get; set; }

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        if (Current.Session?.Caller.Tenant is { } only)
        {
            // There is nothing to choose from.
            Navigation.NavigateTo(Links.Scorecards(only));
            return;
        }

        var answer = await Kpi.Tenants.ListTenantsAsync(new ListTenantsRequest { PageSize = PageSize, PageToken = PageToken ?? string.Empty }, Call());
        _tenants = answer.Tenants;
        _next = answer.NextPageToken;
    }
}
