using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Tenants;

/// <summary>
/// Tells every host that may append of a tenant's new definition, before customers are counted under it. Once all have been told,
/// whatever is in the journal later was appended by somebody who knew. Thread-safe.
/// </summary>
public interface IDefinitionNotices
{
    /// <summary>Tells them; returns the notice's number.</summary>
    /// <param name="tenant">Whose definition has changed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<long> AnnounceAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>
    /// Whether every host with an open writer knows the definition and has written, or given up, all that it had queued without
    /// knowing it.
    /// </summary>
    Task<bool> IsKnownToAllAsync(long notice, CancellationToken cancellationToken);
}
