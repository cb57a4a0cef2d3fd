using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Grains.Abstractions.Alerts;

namespace KpiPlatform.Gateway.Tests.Fakes;

/// <summary>Nobody signals; tests look by themselves.</summary>
internal sealed class FakeAlertSignals : IAlertSignals
{
    public IReadOnlyCollection<AlertTenant> Owned { get; set; } = [];

    public Task NextEvents { get; } = new TaskCompletionSource().Task;

    public Task NextRules { get; } = new TaskCompletionSource().Task;

    public Task NextEventsOf(TenantNumber tenant) => new TaskCompletionSource().Task;

    public void EventsStored(TenantNumber tenant)
    {
        // Nobody waits.
    }

    public void RulesChanged()
    {
        // Nobody waits.
    }
}
