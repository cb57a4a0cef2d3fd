using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Auditing;

/// <summary>Keeps the audit logs: append-only, each chained. Thread-safe. Failures of the database throw <see cref="DomainException"/> of kind Unavailable.</summary>
public interface IAuditStore
{
    /// <summary>Appends entries, all or nothing, those of one log in their order.</summary>
    Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>One page.</summary>
    Task<IReadOnlyList<AuditEvent>> ListAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>Where a log ends, as it was written down with its last entry.</summary>
    Task<AuditHead> ReadHeadAsync(TenantNumber? tenant, CancellationToken cancellationToken);
}
