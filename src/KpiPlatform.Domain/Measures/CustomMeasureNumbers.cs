namespace KpiPlatform.Domain.Measures;

/// <summary>
/// Numbers of the cells of tenants' measures. What kind of cells a number names is said by the number, so that a reader needs no
/// definition. A tenant's numbers are given out in order and never again: <see cref="Allot"/>.
/// </summary>
/// <param name="Additive">How many additive ones have been given out.</param>
/// <param name="PerPeriod">How many with a series per granularity.</param>
/// <param name="Sketches">How many by buckets of value.</param>
/// <param name="Extremes">How many blocks of <see cref="ExtremeBlock"/> by single values.</param>
public sealed record CustomMeasureNumbers(int Additive = 0, int PerPeriod = 0, int Sketches = 0, int Extremes = 0)
{
    /// <summary>Consecutive numbers of a minimum or maximum: together they hold every <see cref="ExtremeCode"/>, and the last one the number of values.</summary>
    public const int ExtremeBlock = 64;

    private const int FirstAdditive = 10_000;
    private const int FirstPerPeriod = 40_000;
    private const int FirstSketch = 55_000;
    private const int FirstExtreme = 57_344;
    private const int Limit = ushort.MaxValue + 1;

    /// <summary>Whether a number is of cells that are additive over days.</summary>
    public static bool IsAdditive(MeasureId measure) => measure.Value is >= FirstAdditive and < FirstPerPeriod;

    /// <summary>Whether a number is of cells with a series per granularity.</summary>
    public static bool IsPerPeriod(MeasureId measure) => measure.Value is >= FirstPerPeriod and < FirstSketch;

    /// <summary>Whether a number is of cells that count single values. Minima and maxima defined before there were such have numbers of sketches.</summary>
    public static bool IsExtreme(MeasureId measure) => measure.Value >= FirstExtreme;

    /// <summary>The first number of the block that a number of such cells is in.</summary>
    public static int ExtremeBlockOf(MeasureId measure) => measure.Value - ((measure.Value - FirstExtreme) % ExtremeBlock);

    /// <summary>Gives a measure its numbers.</summary>
    /// <param name="aggregation">How it aggregates.</param>
    /// <param name="first">First of its numbers; 0 if it needs none.</param>
    /// <returns>The numbers given out by now.</returns>
    /// <exception cref="DomainException">MEASURE_NUMBERS_EXHAUSTED after 128 definitions of minima and maxima, and some 2,000 of others.</exception>
    public CustomMeasureNumbers Allot(CustomMeasureAggregation aggregation, out int first)
    {
        switch (aggregation)
        {
            case CustomMeasureAggregation.Ratio:
                first = 0;
                return this;
            case CustomMeasureAggregation.DistinctCustomers or CustomMeasureAggregation.CustomersWithAtLeast:
                first = Within(FirstPerPeriod + PerPeriod, 1, FirstSketch);
                return this with { PerPeriod = PerPeriod + 1 };
            case CustomMeasureAggregation.Min or CustomMeasureAggregation.Max:
                first = Within(FirstExtreme + (Extremes * ExtremeBlock), ExtremeBlock, Limit);
                return this with { Extremes = Extremes + 1 };
            case CustomMeasureAggregation.Percentile:
                first = Within(FirstSketch + Sketches, 1, FirstExtreme);
                return this with { Sketches = Sketches + 1 };
            default:
                var count = CountOf(aggregation);
                first = Within(FirstAdditive + Additive, count, FirstPerPeriod);
                return this with { Additive = Additive + count };
        }
    }

    /// <summary>Consecutive numbers of a measure: two where the number of values stands beside their sum.</summary>
    private static int CountOf(CustomMeasureAggregation aggregation) => aggregation is CustomMeasureAggregation.Average or CustomMeasureAggregation.Last ? 2 : 1;

    private static int Within(int first, int count, int limit) =>
        first + count <= limit
            ? first
            : throw new DomainException(ErrorKind.ResourceExhausted, "MEASURE_NUMBERS_EXHAUSTED", "The tenant has used up the numbers of its measures by defining and changing them. Define them in a new tenant.");
}
