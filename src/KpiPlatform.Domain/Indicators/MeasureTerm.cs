using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Indicators;

/// <summary>One sum of cells, added or subtracted.</summary>
/// <param name="Measure">A measure.</param>
/// <param name="Days">Over which days.</param>
/// <param name="Sign">1 or −1.</param>
/// <param name="Weight">What it is multiplied by.</param>
public readonly record struct MeasureTerm(MeasureId Measure, TermDays Days, int Sign, TermWeight Weight = TermWeight.One)
{
    /// <summary>Days after a resolution within which it can still fail.</summary>
    private const int JudgedAfterDays = 7;

    /// <summary>Whether it adds up over the days of a period, by itself or together with those that belong to it.</summary>
    public bool IsFlow => Days == TermDays.InPeriod || Weight != TermWeight.One;

    /// <summary>The sum in a context, with its sign and weight. Weighted terms wrap round at 64 bits, as their sum may, which does not.</summary>
    public long Read(IndicatorContext context, ICellReader cells)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(cells);
        var window = context.Window;
        var granularity = BuiltInMeasures.IsPerPeriod(Measure) ? window.Period.Granularity : Granularity.None;
        var (from, to) = Days switch
        {
            TermDays.InPeriod => (window.Period.FromDay, window.CutDay),
            TermDays.BeforePeriod => (CellRange.Beginning, window.Period.FromDay),
            TermDays.BeforeCut => (CellRange.Beginning, window.CutDay),
            TermDays.BeforeComplete => (CellRange.Beginning, window.CompleteDay),

            // Day x is judged at the end of day x + 7, so it counts if x + 7 is before the day of as-of.
            TermDays.InPeriodWeekOver => (window.Period.FromDay, Math.Min(window.CutDay, window.AsOfDay - JudgedAfterDays)),
            _ => throw new InvalidOperationException($"{Days} is not a choice of days."),
        };
        long weight = Weight switch
        {
            TermWeight.FromDay => window.Period.FromDay,
            TermWeight.CutDay => window.CutDay,
            _ => 1,
        };
        return unchecked(Sign * weight * cells.Sum(SeriesKey.Of(Measure, granularity, context.Dimension), from, to));
    }
}
