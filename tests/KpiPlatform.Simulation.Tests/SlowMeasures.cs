using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Simulation.Tests;

/// <summary>Checkpoints of measures, over the simulated network.</summary>
internal sealed class SlowMeasures(SimulatedDatabase database, IMeasuresStore inner) : IMeasuresStore
{
    public async Task<MeasuresCheckpoint> LoadAsync(TenantNumber tenant, int shard, CancellationToken cancellationToken)
    {
        await database.PassAsync();
        return await inner.LoadAsync(tenant, shard, cancellationToken);
    }

    public async Task<bool> SaveAsync(TenantNumber tenant, int shard, MeasuresCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        await database.PassAsync();
        var saved = await inner.SaveAsync(tenant, shard, checkpoint, cancellationToken);

        // It is saved, and whoever asked may not hear of it.
        await database.PassAsync();
        return saved;
    }
}
