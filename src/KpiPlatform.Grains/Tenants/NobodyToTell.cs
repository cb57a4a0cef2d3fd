using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Grains.Tenants;

/// <summary>The only process on its database knows of a new definition at once. Thread-safe.</summary>
internal sealed class NobodyToTell : IDefinitionNotices
{
    /// <inheritdoc/>
    public Task<long> AnnounceAsync(TenantId tenant, CancellationToken cancellationToken) => Task.FromResult(0L);

    /// <inheritdoc/>
    public Task<bool> IsKnownToAllAsync(long notice, CancellationToken cancellationToken) => Task.FromResult(true);
}
