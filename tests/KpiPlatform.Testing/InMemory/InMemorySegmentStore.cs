using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Segments.Tracking;
using NodaTime;

namespace KpiPlatform.Testing.InMemory;

/// <summary>Keeps where customers stand and their events; who is behind is looked for on real databases. Thread-safe.</summary>
public sealed class InMemorySegmentStore : ISegmentStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(TenantNumber Tenant, CustomerNumber Customer), SegmentStanding> _standings = [];
    private readonly List<(TenantNumber Tenant, SegmentChange Change, Instant RecordedAt)> _events = [];

    /// <summary>Every event stored, in order.</summary>
    public IReadOnlyList<SegmentChange> Events
    {
        get
        {
            lock (_lock)
                return [.. _events.Select(one => one.Change)];
        }
    }

    /// <inheritdoc/>
    public Task TrackAsync(TenantNumber tenant, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<TrackedTenant>> ListTrackedAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<TrackedTenant>>([]);

    /// <inheritdoc/>
    public Task<int> ApplyAsync(
        TenantNumber tenant,
        IReadOnlyCollection<CustomerNumber> customers,
        Instant recordedAt,
        Func<IReadOnlyDictionary<CustomerNumber, SegmentStanding>, SegmentChanges> decide,
        CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var changes = decide(_standings.Where(entry => entry.Key.Tenant == tenant).ToDictionary(entry => entry.Key.Customer, entry => entry.Value));
            foreach (var standing in changes.Standings)
                _standings[(tenant, standing.Customer)] = standing;
            foreach (var gone in changes.Gone)
                _standings.Remove((tenant, gone));
            _events.AddRange(changes.Events.Select(change => (tenant, change, recordedAt)));
            return Task.FromResult(changes.Events.Count);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TrackedCustomer>> ReadDueAsync(Instant now, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<TrackedCustomer>>([]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TrackedCustomer>> ReadBehindAsync(TenantNumber tenant, long definition, CustomerNumber? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TrackedCustomer>>([]);

    /// <inheritdoc/>
    public Task CompleteAsync(TenantNumber tenant, long definition, IReadOnlyCollection<string> segments, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<SegmentState> ReadStateAsync(TenantNumber tenant, string segment, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(new SegmentState(_events.Count, _standings.Count(entry => entry.Key.Tenant == tenant && entry.Value.Segments.Contains(segment)), 0));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> CountMembersAsync(TenantNumber tenant, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyDictionary<string, long>>(_standings.Where(entry => entry.Key.Tenant == tenant)
                .SelectMany(entry => entry.Value.Segments).GroupBy(segment => segment).ToDictionary(group => group.Key, group => (long)group.Count()));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SegmentEvent>> ReadEventsAsync(SegmentEventQuery query, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<SegmentEvent>>([.. _events
                .Select((one, i) => (one.Tenant, Event: new SegmentEvent(i + 1, one.Change.Segment, $"c-{one.Change.Customer.Value}", one.Change.HasEntered, one.Change.Cause, one.Change.OccurredAt, one.RecordedAt)))
                .Where(one => one.Tenant == query.Tenant && one.Event.Position > query.After && (query.Segment is null || string.Equals(one.Event.Segment, query.Segment, StringComparison.Ordinal)))
                .Select(one => one.Event)
                .Take(query.Limit)]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SegmentMember>> ReadMembersAsync(TenantNumber tenant, string segment, string after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SegmentMember>>([]);
}
