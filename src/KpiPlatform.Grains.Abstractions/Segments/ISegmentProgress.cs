using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Grains.Abstractions.Segments;

/// <summary>How far this process's look at segments is behind what customers are. Thread-safe.</summary>
public interface ISegmentProgress
{
    /// <summary>Completes once everything that this process has committed up to now, and every change of silence that has come, is told.</summary>
    Task CatchUpAsync(CancellationToken cancellationToken);

    /// <summary>Completes when this process stores events of a tenant the next time; take it before looking for events.</summary>
    Task NextEventsOf(TenantNumber tenant);

    /// <summary>The number that stands for a definition's segments and the settings that they look at.</summary>
    long DefinitionOf(TenantDefinition definition);
}
