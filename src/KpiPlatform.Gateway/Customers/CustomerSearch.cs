using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Segments.Filters;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Gateway.Customers;

/// <summary>What is looked for by a list of customers.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Definition">Its definition.</param>
/// <param name="Filter">Must hold.</param>
/// <param name="OrderBy">The order.</param>
/// <param name="Indicators">Those that filter and order name, and those that are shown.</param>
/// <param name="Period">For which period.</param>
/// <param name="AsOf">As of when; the same on all pages.</param>
/// <param name="Size">Most customers of a page.</param>
internal sealed record CustomerSearch(
    TenantId Tenant,
    TenantDefinition Definition,
    CustomerFilter Filter,
    CustomerOrderBy OrderBy,
    IReadOnlyList<Indicator> Indicators,
    KpiPeriod Period,
    Instant AsOf,
    int Size)
{
    /// <summary>Place of an indicator among <see cref="Indicators"/>.</summary>
    public int IndexOf(string indicator)
    {
        for (var i = 0; i < Indicators.Count; i++)
        {
            if (string.Equals(Indicators[i].Id, indicator, StringComparison.Ordinal))
                return i;
        }

        throw new InvalidOperationException($"The search does not have {indicator}.");
    }
}
