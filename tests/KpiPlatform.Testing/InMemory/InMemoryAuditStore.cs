using KpiPlatform.Domain.Auditing;
using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Testing.InMemory;

/// <summary>Audit logs in memory, which a test may tamper with. Thread-safe.</summary>
public sealed class InMemoryAuditStore : IAuditStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, AuditHead> _heads = [];

    /// <summary>All entries of all logs.</summary>
    public List<AuditEvent> Events { get; } = [];

    /// <summary>What the next write fails with; null for none.</summary>
    public Exception? Failure { get; set; }

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Failure is { } failure)
                throw failure;
            foreach (var entry in entries)
            {
                var head = _heads.GetValueOrDefault(entry.Tenant?.Value ?? 0, new(0, AuditChain.Start));
                var digest = AuditChain.Digest(head.Digest.Span, head.Sequence + 1, entry);
                _heads[entry.Tenant?.Value ?? 0] = new(head.Sequence + 1, digest);
                Events.Add(new(head.Sequence + 1, entry, digest));
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEvent>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<AuditEvent>>([.. Events
                .Where(one => one.Entry.Tenant == query.Tenant && one.Sequence > query.After && (!query.DeniedOnly || !one.Entry.Allowed))
                .OrderBy(one => one.Sequence)
                .Take(query.Limit)]);
        }
    }

    /// <inheritdoc/>
    public Task<AuditHead> ReadHeadAsync(TenantNumber? tenant, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_heads.GetValueOrDefault(tenant?.Value ?? 0, new(0, AuditChain.Start)));
    }
}
