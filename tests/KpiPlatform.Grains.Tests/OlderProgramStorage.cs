using KpiPlatform.Domain.Measures;
using KpiPlatform.Grains.Tenants;

namespace KpiPlatform.Grains.Tests;

/// <summary>Tenants as a program of the first catalogue stored them: without definitions of their own.</summary>
internal sealed class OlderProgramStorage : IGrainStorage
{
    private readonly MemoryGrainStorage _inner = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => _inner.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.State is TenantState { Active: { Version: 1 } first, Next: null } tenant)
            tenant.Active = first with { CatalogueVersion = CatalogueHistory.First };
        return _inner.WriteStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => _inner.ClearStateAsync(stateName, grainId, grainState);
}
