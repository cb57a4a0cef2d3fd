using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Segments;

namespace KpiPlatform.Gateway.Tests.Fakes;

/// <summary>Nobody looks at segments.</summary>
internal sealed class FakeSegmentProgress : ISegmentProgress
{
    public Task CatchUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task NextEventsOf(TenantNumber tenant) => new TaskCompletionSource().Task;

    public long DefinitionOf(TenantDefinition definition) => 0;
}
