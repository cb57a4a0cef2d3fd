namespace KpiPlatform.Domain.Statistics;

/// <summary>
/// DDSketch with integer counters (C. Masson, J. E. Rim, H. K. Lee, DDSketch, VLDB 2019): values fall into buckets (γ^(i−1), γ^i] with
/// γ = (1 + α)/(1 − α), so that every quantile is met with a relative error of at most α = 1 %. A sketch is how many values each
/// bucket holds; sketches are merged by adding, in any order with the same result.
/// </summary>
/// <remarks>The ends of the buckets are computed in decimal arithmetic: the same on every machine, as logarithms are not.</remarks>
public static class QuantileSketch
{
    /// <summary>Greatest relative error of a quantile.</summary>
    public const double RelativeAccuracy = 0.01;

    /// <summary>Last bucket; greater values count as its own.</summary>
    public const int LastBucket = 2_048;

    private const decimal Gamma = 1.01m / 0.99m;

    // Ends[i]: greatest value of bucket i. Bucket 0 holds 0, bucket 1 holds 1, bucket i + 1 the integers in (γ^(i−1), γ^i].
    private static readonly decimal[] Powers = MakePowers();

    /// <summary>The bucket of a value, 0 to <see cref="LastBucket"/>.</summary>
    /// <param name="value">A value; one below 0 counts as 0.</param>
    public static int BucketOf(long value)
    {
        if (value <= 0)
            return 0;
        var index = Array.BinarySearch(Powers, value);
        return Math.Min(index < 0 ? ~index : index, LastBucket - 1) + 1;
    }

    /// <summary>The value that stands for a bucket: within 1 % of each of its values.</summary>
    /// <param name="bucket">0 to <see cref="LastBucket"/>.</param>
    public static double ValueOf(int bucket) => bucket switch
    {
        0 => 0,
        1 => 1,
        _ => (double)(2 * Powers[bucket - 1] / (Gamma + 1)),
    };

    /// <summary>A quantile: the value of rank floor(q (n − 1)) from below, within 1 %; null of no values.</summary>
    /// <param name="counts">Bucket and number of values, by bucket.</param>
    /// <param name="quantile">0 to 1; 0.5 is the median.</param>
    public static double? Quantile(IReadOnlyList<KeyValuePair<int, long>> counts, double quantile)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfLessThan(quantile, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        var rank = (long)Math.Floor(quantile * (counts.Sum(count => count.Value) - 1));
        long below = 0;
        foreach (var (bucket, count) in counts)
        {
            below += count;
            if (below > rank)
                return ValueOf(bucket);
        }

        return null;
    }

    private static decimal[] MakePowers()
    {
        var powers = new decimal[LastBucket];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * Gamma;
        return powers;
    }
}
