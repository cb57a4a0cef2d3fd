using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Quality;
using NodaTime;

namespace KpiPlatform.Testing.InMemory;

/// <summary>Counters of what came in, in memory. Thread-safe.</summary>
public sealed class InMemoryIntakeQualityStore : IIntakeQualityStore
{
    private readonly Lock _lock = new();
    private readonly List<IntakeCount> _counts = [];
    private readonly Dictionary<(TenantNumber, string), IntakeSource> _sources = [];
    private readonly Dictionary<(TenantNumber, string, string), IntakeKind> _kinds = [];
    private readonly SortedDictionary<string, RejectedPayload> _rejected = new(StringComparer.Ordinal);

    /// <summary>Whether the database is away.</summary>
    public bool IsAway { get; set; }

    /// <summary>Instants before which it was asked to delete.</summary>
    public List<Instant> Trims { get; } = [];

    /// <inheritdoc/>
    public Task AddAsync(IntakeReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        lock (_lock)
        {
            if (IsAway)
                throw new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "A test wants it.");
            _counts.AddRange(report.Counts);
            foreach (var source in report.Sources)
                _sources[(source.Tenant, source.Source)] = source;
            foreach (var kind in report.Kinds)
                _kinds[(kind.Tenant, kind.Source, kind.Kind)] = kind;
            foreach (var rejected in report.Rejected)
                _rejected.TryAdd(rejected.Id, rejected);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntakeKind>> ReadKindsAsync(TenantNumber tenant, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<IntakeKind>>([.. _kinds.Values.Where(kind => kind.Tenant == tenant)]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntakeCount>> ReadCountsAsync(TenantNumber tenant, int fromDay, int toDay, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<IntakeCount>>([.. _counts
                .Where(count => count.Tenant == tenant && count.Day >= fromDay && count.Day < toDay)
                .GroupBy(count => (count.Source, count.Outcome, count.Reason))
                .Select(group => group.First() with { Count = group.Sum(count => count.Count) })]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntakeSource>> ReadSourcesAsync(TenantNumber tenant, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<IntakeSource>>([.. _sources.Values.Where(source => source.Tenant == tenant)]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RejectedPayload>> ListRejectedAsync(RejectedQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<RejectedPayload>>([.. _rejected.Values
                .Where(one => one.Tenant == query.Tenant
                    && (query.Source is null || one.Source == query.Source)
                    && (query.Reason is null || one.Reason == query.Reason)
                    && (query.After is null || string.CompareOrdinal(one.Id, query.After) > 0))
                .Take(query.Limit)]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RejectedPayload>> FindRejectedAsync(TenantNumber tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<RejectedPayload>>([.. _rejected.Values.Where(one => one.Tenant == tenant && ids.Contains(one.Id))]);
    }

    /// <inheritdoc/>
    public Task DeleteRejectedAsync(TenantNumber tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        lock (_lock)
        {
            foreach (var id in ids)
                _rejected.Remove(id);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> TrimRejectedAsync(Instant before, CancellationToken cancellationToken)
    {
        lock (_lock)
            Trims.Add(before);
        return Task.FromResult(0);
    }
}
