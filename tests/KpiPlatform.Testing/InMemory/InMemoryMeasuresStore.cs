using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Testing.InMemory;

/// <summary>Checkpoints of measures in memory. Thread-safe.</summary>
public sealed class InMemoryMeasuresStore : IMeasuresStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(TenantNumber, int), MeasuresCheckpoint> _checkpoints = [];

    /// <inheritdoc/>
    public Task<MeasuresCheckpoint> LoadAsync(TenantNumber tenant, int shard, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_checkpoints.GetValueOrDefault((tenant, shard)) ?? new(0, PositionVector.Empty, null, []));
    }

    /// <inheritdoc/>
    public Task<bool> SaveAsync(TenantNumber tenant, int shard, MeasuresCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        lock (_lock)
        {
            var stored = _checkpoints.GetValueOrDefault((tenant, shard)) ?? new(0, PositionVector.Empty, null, []);
            if (stored.Generation != checkpoint.Generation)
                return Task.FromResult(false);
            var cells = stored.Cells.ToDictionary(cell => cell.Key, cell => cell.Value);
            foreach (var (key, value) in checkpoint.Cells)
                cells[key] = value;
            _checkpoints[(tenant, shard)] = checkpoint with
            {
                Generation = checkpoint.Generation + 1,
                Cells = [.. cells.Where(cell => cell.Value != 0).Select(cell => new KeyValuePair<CellKey, long>(cell.Key, cell.Value))],
            };
            return Task.FromResult(true);
        }
    }
}
