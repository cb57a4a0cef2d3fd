using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Tenants;

/// <summary>What a unit of service costs from a day on.</summary>
/// <param name="Unit">A minute of contact, or a ticket.</param>
/// <param name="Day">First local day, 1970-01-01 = 0.</param>
/// <param name="RateMinor">Per unit, minor units of the tenant's currency; 0 or more.</param>
public sealed record DatedServiceRate(ServiceRateUnit Unit, int Day, long RateMinor);
