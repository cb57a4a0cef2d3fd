using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// Numbers of shards as stored: generation × 64 + shard. A generation of cells is everything counted under one way of counting; the
/// next one is filled beside it, under numbers of its own, until readers switch.
/// </summary>
public static class MeasuresShard
{
    /// <summary>Shards of one generation.</summary>
    public const int PerGeneration = 64;

    // Constants of the finalizer of MurmurHash3, 64 bits: every bit of the number moves every bit of the hash.
    private const int Shift = 33;
    private const ulong First = 0xff51afd7ed558ccd;
    private const ulong Second = 0xc4ceb9fe1a85ec53;

    /// <summary>The number of a generation's shard.</summary>
    /// <param name="generation">From 0.</param>
    /// <param name="shard">0 to 63; one shard unless the tenant needs more.</param>
    public static int Of(int generation, int shard = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(generation);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)shard, (uint)PerGeneration, nameof(shard));
        return checked((generation * PerGeneration) + shard);
    }

    /// <summary>Which of a generation's shards a customer counts in: the cells stored rest on it, so it never changes.</summary>
    /// <param name="customer">The customer; of those that count as one, the survivor.</param>
    /// <param name="shards">How many shards the generation has, 1 to 64, a power of two.</param>
    /// <returns>0 to <paramref name="shards"/> − 1.</returns>
    public static int IndexOf(CustomerNumber customer, int shards)
    {
        if (!IsCount(shards))
            throw new ArgumentOutOfRangeException(nameof(shards), shards, $"A generation has 1 to {PerGeneration} shards, a power of two.");
        var hash = (ulong)customer.Value;
        hash = (hash ^ (hash >> Shift)) * First;
        hash = (hash ^ (hash >> Shift)) * Second;
        hash ^= hash >> Shift;
        return (int)(hash & ((ulong)shards - 1));
    }

    /// <summary>Whether a generation can have so many shards: a power of two from 1 to 64.</summary>
    public static bool IsCount(int shards) => shards is >= 1 and <= PerGeneration && int.IsPow2(shards);

    /// <summary>The generation that a shard belongs to.</summary>
    public static int GenerationOf(int shard) => shard / PerGeneration;
}
