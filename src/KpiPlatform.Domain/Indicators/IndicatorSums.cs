using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Statistics;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Indicators;

/// <summary>What a <see cref="DerivedIndicator"/> reads: quantities in the period, the same in the one before, spans of series.</summary>
/// <param name="Context">For what.</param>
/// <param name="Cells">The sums, or a plan that collects what is needed.</param>
/// <param name="MinorPerUnit">Minor units in a unit shown, for indicators in money; else 1.</param>
public sealed record IndicatorSums(IndicatorContext Context, ICellReader Cells, double MinorPerUnit)
{
    /// <summary>A quantity.</summary>
    public long this[Quantity quantity]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(quantity);
            return quantity.Read(Context, Cells);
        }
    }

    /// <summary>The days looked at.</summary>
    public EvaluationWindow Window => Context.Window;

    /// <summary>The tenant's settings.</summary>
    public TenantSettings Settings => Context.Settings;

    /// <summary>The same of the period before, cut to as many days if this one is not over.</summary>
    public IndicatorSums Previous => this with { Context = Context.Previous() };

    /// <summary>The sum of one series over some days.</summary>
    public long Sum(SeriesKey series, int fromDay, int toDay) => Cells.Sum(series, fromDay, toDay);

    /// <summary>Σ of a measure over the days of the period for one value of a dimension.</summary>
    public long Of(MeasureId measure, DimensionValue dimension) =>
        Cells.Sum(SeriesKey.Of(measure, Granularity.None, dimension), Window.Period.FromDay, Window.CutDay);

    /// <summary>Sums of all series of a wide measure over the days of the period.</summary>
    public IReadOnlyList<SeriesSum> Of(WideMeasure measure) => Cells.SumsOf(measure.Over(Window.Period.FromDay, Window.CutDay));

    /// <summary>A value that is a ratio; no value if there is nothing to divide by.</summary>
    /// <param name="value">To fill in.</param>
    /// <param name="numerator">In the unit shown.</param>
    /// <param name="denominator">What it is divided by.</param>
    /// <param name="factor">What the ratio is multiplied by, e.g. 100.</param>
    /// <param name="sample">Observations behind it.</param>
    internal static IndicatorValue Ratio(IndicatorValue value, double numerator, double denominator, double factor, long sample)
    {
        value = value with { Numerator = numerator, Denominator = denominator, SampleSize = sample };
        return denominator == 0
            ? value with { NoValueReason = NoValueReason.DenominatorZero }
            : value with { Value = numerator * factor / denominator };
    }

    /// <summary>A share in percent, with its Wilson interval.</summary>
    internal static IndicatorValue Share(IndicatorValue value, long numerator, long denominator)
    {
        value = Ratio(value, numerator, denominator, 100, denominator);
        return value.Value is not null && numerator >= 0 && numerator <= denominator
            ? value with { Interval = WilsonInterval.Of(numerator, denominator, 100) }
            : value;
    }
}
