using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Journal;

/// <summary>What an append changes in one shard of a tenant's measures.</summary>
/// <param name="Shard">The shard, see <see cref="MeasuresShard"/>.</param>
/// <param name="Delta">What to add to its cells.</param>
public sealed record ShardDelta(int Shard, CellDelta Delta);
