using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Testing.InMemory;

namespace KpiPlatform.Simulation.Tests;

/// <summary>All that outlives a server.</summary>
internal sealed class SimulatedStorage(SimulatedWorld world)
{
    public SimulatedDatabase Database { get; } = new(world);

    public InMemoryMeasuresStore Measures { get; } = new();

    public InMemoryCustomerIndex Index { get; } = new();

    public InMemorySegmentStore Segments { get; } = new();

    public InMemoryTenantRegistry Tenants { get; } = new();

    public InMemoryIntakeQualityStore Quality { get; } = new();

    public InMemoryStateStore States { get; } = new();

    public MemoryGrainStorage Grains { get; } = new();
}
