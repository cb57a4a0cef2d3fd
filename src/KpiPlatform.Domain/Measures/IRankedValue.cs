using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Domain.Measures;

/// <summary>One of the values of a period by its rank: the smallest, the greatest, a quantile.</summary>
public interface IRankedValue
{
    /// <summary>Number of values, and the one of the rank; null if there are none.</summary>
    /// <param name="context">For which period, as of when.</param>
    /// <param name="cells">The cells.</param>
    (long Count, double? Value) Read(IndicatorContext context, ICellReader cells);
}
