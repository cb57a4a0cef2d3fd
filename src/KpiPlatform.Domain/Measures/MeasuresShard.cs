namespace KpiPlatform.Domain.Measures;

/// <summary>
/// Numbers of shards as stored: generation × 64 + shard. A generation of cells is everything counted under one way of counting; the
/// next one is filled beside it, under numbers of its own, until readers switch.
/// </summary>
public static class MeasuresShard
{
    /// <summary>Shards of one generation.</summary>
    public const int PerGeneration = 64;

    /// <summary>The number of a generation's shard.</summary>
    /// <param name="generation">From 0.</param>
    /// <param name="shard">0 to 63; one shard unless the tenant needs more.</param>
    public static int Of(int generation, int shard = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(generation);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)shard, (uint)PerGeneration, nameof(shard));
        return checked((generation * PerGeneration) + shard);
    }

    /// <summary>The generation that a shard belongs to.</summary>
    public static int GenerationOf(int shard) => shard / PerGeneration;
}
