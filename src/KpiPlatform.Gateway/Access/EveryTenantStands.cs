using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Gateway.Access;

/// <summary>Refuses no tenant; stands where tenants can't be suspended.</summary>
internal sealed class EveryTenantStands : ITenantStanding
{
    /// <inheritdoc/>
    public ValueTask<string?> RefusalAsync(TenantId tenant, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);
}
