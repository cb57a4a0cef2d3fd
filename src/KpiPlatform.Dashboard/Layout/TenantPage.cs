using KpiPlatform.Dashboard.Formatting;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Layout;

/// <summary>A page about a tenant, whose id is in its address. Whether the key opens that tenant is for the gateway to say.</summary>
public abstract class TenantPage : DashboardPage
{
    /// <summary>Id of the tenant.</summary>
    [Parameter]
    public string Tenant { get; set; } = string.Empty;

    /// <summary>Name of the tenant: "tenants/{tenant}".</summary>
    protected string Parent => "tenants/" + Tenant;

    /// <summary>The tenant's settings; empty ones until they are read.</summary>
    protected Tenant Settings { get; private set; } = new();

    /// <summary>Times in the tenant's zone.</summary>
    protected TenantCalendar Calendar { get; private set; } = new("Etc/UTC");

    /// <inheritdoc/>
    protected sealed override async Task LoadAsync()
    {
        Settings = await Kpi.Tenants.GetTenantAsync(new GetTenantRequest { Name = Parent }, Call());
        Calendar = new TenantCalendar(Settings.TimeZone);
        await LoadTenantAsync();
    }

    /// <summary>Reads what the page shows; the settings are there.</summary>
    protected abstract Task LoadTenantAsync();
}
