using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Grains.Tenants;

/// <summary>Where a pass over a tenant's customers is. Held in memory alone: after a restart a new pass finds out who is done.</summary>
internal sealed class BackfillPass
{
    /// <summary>Definition that it counts under; 0 before the first pass.</summary>
    public int Target { get; init; }

    /// <summary>The last customer looked at; null before the first.</summary>
    public CustomerNumber? After { get; set; }

    /// <summary>Customers that count under it.</summary>
    public long Done { get; set; }

    /// <summary>Customers that could not be counted: another pass follows.</summary>
    public long Failed { get; set; }

    /// <summary>Customers when the pass began.</summary>
    public long Total { get; init; }

    /// <summary>Those among them whose person was erased.</summary>
    public long Erased { get; init; }

    /// <summary>What holds it up; null if nothing does.</summary>
    public string? Problem { get; set; }
}
