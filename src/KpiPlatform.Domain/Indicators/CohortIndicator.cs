using System.Globalization;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Indicators;

/// <summary>
/// Customers whose first order fell in the period; component "k" is how many of them ordered in the k-th month after that of
/// their first order ("0" is that month itself), up to the month of as-of.
/// </summary>
/// <remarks>
/// Months that the as-of instant has not reached have no component, rather than 0. Quarters and years add up the cohorts of
/// their months, as far as every one of these has been reached. Days, weeks and other spans have a size and no components.
/// </remarks>
public sealed class CohortIndicator : Indicator
{
    /// <summary>Greatest k shown: ten years.</summary>
    public const int MaxMonths = 120;

    private static readonly Quantity FirstOrders = Quantity.Flow(BuiltInMeasures.FirstOrder);
    private static readonly string[] Ids = [.. Enumerable.Range(0, MaxMonths + 1).Select(k => k.ToString(CultureInfo.InvariantCulture))];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Components => Ids;

    /// <inheritdoc/>
    public override bool IsDimensional => false;

    /// <inheritdoc/>
    public override bool IsFlow(string component) => string.IsNullOrEmpty(component);

    /// <inheritdoc/>
    protected override IndicatorValue Compute(IndicatorValue value, IndicatorContext context, ICellReader cells)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(cells);
        var size = FirstOrders.Read(context, cells);
        return value with { Value = size, SampleSize = size, Components = MonthsAfter(context.Window, cells) };
    }

    private static List<IndicatorComponent> MonthsAfter(EvaluationWindow window, ICellReader cells)
    {
        var components = new List<IndicatorComponent>();
        if (window.Period.Granularity is not (Granularity.Month or Granularity.Quarter or Granularity.Year))
            return components;

        var firstCohort = TenantCalendar.MonthOf(window.Period.FromDay);
        var lastCohort = TenantCalendar.MonthOf(window.CutDay - 1);
        var lastMonth = TenantCalendar.MonthOf(window.AsOfDay);
        for (var k = 0; k <= MaxMonths && lastCohort + k <= lastMonth; k++)
        {
            long buyers = 0;
            for (var cohort = Math.Max(0, firstCohort); cohort <= lastCohort; cohort++)
            {
                var month = cohort + k;
                var series = SeriesKey.Of(BuiltInMeasures.CohortBuyers, Granularity.Month, DimensionValue.Cohort(cohort));
                var to = Math.Min(TenantCalendar.FirstDayOfMonth(month + 1), window.AsOfDay + 1);
                buyers += cells.Sum(series, TenantCalendar.FirstDayOfMonth(month), to);
            }

            components.Add(new(Ids[k], buyers));
        }

        return components;
    }
}
