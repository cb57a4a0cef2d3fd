using System.Collections.Concurrent;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Grains.Customers;

/// <summary>
/// About how many customers tenants have, for their quotas: counted in the database now and then, by this process's new ones in between. A
/// tenant far from its quota is counted rarely, one close to it every few seconds, so that all hosts together pass a quota by little. Nobody
/// waits for the counting; until it was done once, customers are let in. Thread-safe.
/// </summary>
public sealed class CustomerQuota
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);
    private readonly IBackfillStore _store;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<TenantNumber, Entry> _entries = new();

    /// <summary>Creates it.</summary>
    public CustomerQuota(IBackfillStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>Whether the tenant may have one customer more.</summary>
    public bool MayAdd(TenantDefinition tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        var quota = tenant.Quotas.EffectiveCustomers;
        var entry = _entries.GetOrAdd(tenant.Tenant, static _ => new());
        var count = entry.Count;
        var age = count >= quota / 2 ? Soon : Late;
        if ((entry.CountedAt is not { } at || _time.GetElapsedTime(at) >= age) && entry.TryBegin())
            _ = CountAsync(tenant.Tenant, entry);
        return count < quota;
    }

    /// <summary>A customer of the tenant has come.</summary>
    public void Added(TenantNumber tenant)
    {
        if (_entries.TryGetValue(tenant, out var entry))
            entry.Add();
    }

    private async Task CountAsync(TenantNumber tenant, Entry entry)
    {
        // Not on the turn of the grain that asked.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var before = entry.Added;
        try
        {
            var counts = await _store.CountCustomersAsync(tenant, CancellationToken.None).ConfigureAwait(false);
            entry.Set(counts.Total, before);
        }
        catch (DomainException)
        {
            // Storage is away, which is told where it matters.
        }
        finally
        {
            entry.End(_time.GetTimestamp());
        }
    }

    private sealed class Entry
    {
        private readonly Lock _lock = new();
        private long _counted;
        private long _countedWith;
        private long _added;
        private long? _at;
        private bool _isCounting;

        public long Added => Interlocked.Read(ref _added);

        /// <summary>Those counted, and those that came since the counting began.</summary>
        public long Count
        {
            get
            {
                lock (_lock)
                    return _counted + (Added - _countedWith);
            }
        }

        public long? CountedAt
        {
            get
            {
                lock (_lock)
                    return _at;
            }
        }

        public void Add() => Interlocked.Increment(ref _added);

        public bool TryBegin()
        {
            lock (_lock)
                return !_isCounting && (_isCounting = true);
        }

        public void Set(long counted, long with)
        {
            lock (_lock)
                (_counted, _countedWith) = (counted, with);
        }

        public void End(long at)
        {
            lock (_lock)
                (_at, _isCounting) = (at, false);
        }
    }
}
