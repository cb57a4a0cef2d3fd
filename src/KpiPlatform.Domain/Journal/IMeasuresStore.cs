using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Journal;

/// <summary>Stores the checkpoints of measures. Thread-safe.</summary>
public interface IMeasuresStore
{
    /// <summary>Reads a shard's checkpoint; generation 0, an empty vector and no cells if there is none.</summary>
    Task<MeasuresCheckpoint> LoadAsync(TenantNumber tenant, int shard, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the cells that changed (value 0 deletes) and the vector in one transaction that starts by raising the generation from
    /// <paramref name="checkpoint"/>.Generation to the next. False, and nothing is written, if another activation was there first.
    /// </summary>
    Task<bool> SaveAsync(TenantNumber tenant, int shard, MeasuresCheckpoint checkpoint, CancellationToken cancellationToken);
}
