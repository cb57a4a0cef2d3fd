namespace KpiPlatform.Domain.Tenants;

/// <summary>A stored document of a tenant.</summary>
/// <param name="Kind">What it is, such as "scorecard".</param>
/// <param name="Key">Which, beginning with the tenant's id.</param>
/// <param name="Payload">Its bytes, mostly JSON.</param>
public sealed record TenantRecord(string Kind, string Key, ReadOnlyMemory<byte> Payload);
