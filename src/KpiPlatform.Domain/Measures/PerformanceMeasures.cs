using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Segments;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// Measures that no cells hold: how well it goes with the customers of the base at the end of a day. It changes with every day for every
/// customer, so it is folded from the journal when asked for, as cells of the days asked for: sums of performances, and their number.
/// </summary>
public static class PerformanceMeasures
{
    /// <summary>Units of a sum in one point. A customer's performance is rounded to these, so that their sum is the same in any order.</summary>
    public const double PerPoint = 1e9;

    private const ushort First = 3_010;

    // The whole, and each part: a sum and a number each.
    private static readonly int _count = 2 * (1 + Enum.GetValues<PerformancePart>().Length);

    /// <summary>Sum of the performances of the customers in the base who have one, or of their scores in a part.</summary>
    /// <param name="part">The part; null for the performance itself.</param>
    public static MeasureId Sum(PerformancePart? part = null) => new((ushort)(First + (2 * Slot(part))));

    /// <summary>Number of these customers.</summary>
    /// <param name="part">The part; null for the performance itself.</param>
    public static MeasureId Customers(PerformancePart? part = null) => new((ushort)(First + 1 + (2 * Slot(part))));

    /// <summary>Whether a measure is one of these.</summary>
    public static bool Holds(MeasureId measure) => measure.Value >= First && measure.Value < First + _count;

    /// <summary>The days, ascending, of which ranges want to know performances.</summary>
    /// <param name="ranges">Ranges of any measures; of these, each is one day.</param>
    public static IReadOnlyList<int> DaysIn(IEnumerable<CellRange> ranges) =>
        [.. ranges.Where(range => Holds(range.Series.Measure) && range.FromDay < range.ToDay).Select(range => range.FromDay).Distinct().Order()];

    /// <summary>Key of a cell.</summary>
    internal static CellKey Cell(MeasureId measure, int day) => CellKey.Of(measure, Granularity.None, DimensionValue.Whole, day);

    private static int Slot(PerformancePart? part) => part is { } one ? (int)one : 0;
}
