using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Grains.Abstractions.Tenants;

/// <summary>This process's copy of the tenants' definitions, at most a second behind. Thread-safe.</summary>
public interface ITenantDefinitions
{
    /// <summary>The definition of a tenant, or null if there is no such tenant.</summary>
    ValueTask<TenantDefinition?> FindAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>The definition of a tenant that is about to record interactions: fixes what they count under. Null if there is no such tenant.</summary>
    ValueTask<TenantDefinition?> FindForRecordingAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>The newest copy that this process holds, however old; null if it has none. Asks nobody, so what is decided by it and what is queued with it are of one moment.</summary>
    TenantDefinition? Latest(TenantId tenant);

    /// <summary>Takes in what a tenant's grain has just written; nothing older replaces it.</summary>
    void Learn(TenantId tenant, TenantDocument document);

    /// <summary>Drops the copy of one tenant, after its settings were changed here.</summary>
    void Forget(TenantId tenant);
}
