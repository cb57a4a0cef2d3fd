using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Benchmarks;

/// <summary>What the periods before come to.</summary>
/// <param name="Periods">Those with a value.</param>
/// <param name="Best">The best of them, the latest of equals; null without any, and where the indicator is to be maintained.</param>
/// <param name="Worst">The worst.</param>
/// <param name="Median">The median; null without any.</param>
public sealed record BenchmarkHistory(int Periods, (double Value, KpiPeriod Period)? Best, (double Value, KpiPeriod Period)? Worst, double? Median)
{
    /// <summary>Looks at values.</summary>
    /// <param name="values">One for each period.</param>
    /// <param name="direction">What is good.</param>
    public static BenchmarkHistory Of(IEnumerable<(double? Value, KpiPeriod Period)> values, Direction direction)
    {
        ArgumentNullException.ThrowIfNull(values);
        List<(double Value, KpiPeriod Period)> known =
            [.. values.Where(value => value.Value is not null).Select(value => (value.Value!.Value, value.Period)).OrderBy(value => value.Item1).ThenBy(value => value.Period.FromDay)];
        if (known.Count == 0)
            return new(0, null, null, null);
        var median = Medians.Of(known.ConvertAll(value => value.Value));
        if (direction is not (Direction.Increase or Direction.Decrease))
            return new(known.Count, null, null, median);
        var (high, low) = (known[^1], known.FindLast(value => value.Value == known[0].Value));
        return direction == Direction.Increase ? new(known.Count, high, low, median) : new(known.Count, low, high, median);
    }

    /// <summary>The same period of the year before: a week 52 weeks earlier, anything else a calendar year earlier.</summary>
    public static KpiPeriod LastYear(TenantCalendar calendar, KpiPeriod period)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(period);
        const int DaysOfWeeks = 364;
        return period.Granularity switch
        {
            Granularity.Week => KpiPeriod.Containing(calendar, Granularity.Week, period.FromDay - DaysOfWeeks),
            Granularity.Custom => Shifted(calendar, period),
            _ => KpiPeriod.Containing(calendar, period.Granularity, YearBefore(period.FromDay)),
        };
    }

    /// <summary>A span that happens to be a calendar period a year before stays a span: it is computed as one.</summary>
    private static KpiPeriod Shifted(TenantCalendar calendar, KpiPeriod period)
    {
        var from = YearBefore(period.FromDay);
        return KpiPeriod.Between(calendar, from, Math.Max(from + 1, YearBefore(period.ToDay))) with { Granularity = Granularity.Custom };
    }

    private static int YearBefore(int day) => TenantCalendar.DayNumber(TenantCalendar.DateOf(day).PlusYears(-1));
}
