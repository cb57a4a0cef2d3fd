using System.Collections.Concurrent;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Grains.Abstractions.Alerts;

namespace KpiPlatform.Grains.Alerts;

/// <summary>The signals of this process.</summary>
internal sealed class AlertSignals : IAlertSignals
{
    private readonly ConcurrentDictionary<TenantNumber, TaskCompletionSource> _byTenant = new();
    private TaskCompletionSource _events = Create();
    private TaskCompletionSource _rules = Create();
    private volatile IReadOnlyCollection<AlertTenant> _owned = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<AlertTenant> Owned
    {
        get => _owned;
        set => _owned = value;
    }

    /// <inheritdoc/>
    public Task NextEvents => Volatile.Read(ref _events).Task;

    /// <inheritdoc/>
    public Task NextRules => Volatile.Read(ref _rules).Task;

    /// <inheritdoc/>
    public Task NextEventsOf(TenantNumber tenant) => _byTenant.GetOrAdd(tenant, static _ => Create()).Task;

    /// <inheritdoc/>
    public void EventsStored(TenantNumber tenant)
    {
        if (_byTenant.TryRemove(tenant, out var waiting))
            waiting.TrySetResult();
        Interlocked.Exchange(ref _events, Create()).TrySetResult();
    }

    /// <inheritdoc/>
    public void RulesChanged()
    {
        Interlocked.Exchange(ref _rules, Create()).TrySetResult();
        Interlocked.Exchange(ref _events, Create()).TrySetResult();
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
