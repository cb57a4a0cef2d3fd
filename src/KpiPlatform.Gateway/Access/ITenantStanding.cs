using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Gateway.Access;

/// <summary>Whether tenants take calls. Asked with every call and every second for open streams, so it answers from memory. Thread-safe.</summary>
public interface ITenantStanding
{
    /// <summary>Why the tenant's credentials are refused at present, in words for its users; null if they are not.</summary>
    ValueTask<string?> RefusalAsync(TenantId tenant, CancellationToken cancellationToken);
}
