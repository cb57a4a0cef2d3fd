namespace KpiPlatform.Domain.Benchmarks;

/// <summary>What a tenant lends to a median.</summary>
/// <param name="Tenant">Number of the tenant.</param>
/// <param name="Value">Its value.</param>
/// <param name="Unit">Unit of the value.</param>
/// <param name="Customers">Its active customers in the period.</param>
public sealed record SharedValue(int Tenant, double Value, string Unit, long Customers);
