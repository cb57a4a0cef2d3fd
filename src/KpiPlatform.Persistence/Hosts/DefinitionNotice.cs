using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Persistence.Hosts;

/// <summary>A tenant's definition has changed.</summary>
/// <param name="Number">The notice's number; later ones are higher.</param>
/// <param name="Tenant">Whose.</param>
public sealed record DefinitionNotice(long Number, TenantId Tenant);
