using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Grains.Abstractions.Alerts;

/// <summary>Who stores something of alerts tells who waits for it, in this process; other processes find it by looking. Thread-safe.</summary>
public interface IAlertSignals
{
    /// <summary>The tenants that this process sees to, as of the last look; empty in one that sees to none.</summary>
    IReadOnlyCollection<AlertTenant> Owned { get; set; }

    /// <summary>Completes when events of a tenant are stored the next time; take it before looking for events.</summary>
    Task NextEventsOf(TenantNumber tenant);

    /// <summary>Completes when events of any tenant are stored the next time, or webhooks get something to do.</summary>
    Task NextEvents { get; }

    /// <summary>Completes when rules change the next time.</summary>
    Task NextRules { get; }

    /// <summary>Events of a tenant were stored.</summary>
    void EventsStored(TenantNumber tenant);

    /// <summary>Rules of a tenant were changed.</summary>
    void RulesChanged();
}
