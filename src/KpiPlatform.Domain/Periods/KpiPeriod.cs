using System.Globalization;
using NodaTime;
using NodaTime.Calendars;

namespace KpiPlatform.Domain.Periods;

/// <summary>
/// A half-open span [<see cref="FromDay"/>, <see cref="ToDay"/>) of whole local days of a tenant. Immutable; equality by content.
/// Made through its factories, so that a span that is exactly a calendar period always has that period's granularity and label.
/// </summary>
/// <param name="FromDay">First local day, 1970-01-01 = 0.</param>
/// <param name="ToDay">Day after the last; greater than <paramref name="FromDay"/>.</param>
/// <param name="Granularity">Day to Year for calendar periods, else Custom.</param>
/// <param name="Label">Text form that <see cref="PeriodParser"/> reads back to the same period.</param>
/// <param name="Start">First instant inside.</param>
/// <param name="End">First instant after it.</param>
public sealed record KpiPeriod(int FromDay, int ToDay, Granularity Granularity, string Label, Instant Start, Instant End)
{
    /// <summary>Most periods of one series.</summary>
    public const int MaxSeriesLength = 1_000;

    private static readonly Granularity[] CalendarGranularities =
        [Granularity.Day, Granularity.Week, Granularity.Month, Granularity.Quarter, Granularity.Year];

    /// <summary>Local days in it.</summary>
    public int Days => ToDay - FromDay;

    /// <summary>The calendar period that contains a day.</summary>
    /// <param name="calendar">The tenant's calendar.</param>
    /// <param name="granularity">Day to Year.</param>
    /// <param name="day">A day within.</param>
    public static KpiPeriod Containing(TenantCalendar calendar, Granularity granularity, int day)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var from = calendar.PeriodStart(granularity, day);
        return Create(calendar, granularity, from, calendar.PeriodEnd(granularity, from));
    }

    /// <summary>The period [from, to): of calendar granularity where it is exactly such a period, else Custom.</summary>
    /// <param name="calendar">The tenant's calendar.</param>
    /// <param name="fromDay">First day.</param>
    /// <param name="toDay">Day after the last; greater than <paramref name="fromDay"/>.</param>
    public static KpiPeriod Between(TenantCalendar calendar, int fromDay, int toDay)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(toDay, fromDay);
        foreach (var granularity in CalendarGranularities)
        {
            if (calendar.PeriodStart(granularity, fromDay) == fromDay && calendar.PeriodEnd(granularity, fromDay) == toDay)
                return Create(calendar, granularity, fromDay, toDay);
        }

        return Create(calendar, Granularity.Custom, fromDay, toDay);
    }

    /// <summary>Consecutive periods: from the one that contains the first day to the one that contains the last.</summary>
    /// <param name="calendar">The tenant's calendar.</param>
    /// <param name="granularity">Day to Year; Custom makes one period of the whole span.</param>
    /// <param name="fromDay">A day of the first.</param>
    /// <param name="toDay">Day after the last day wanted; greater than <paramref name="fromDay"/>.</param>
    /// <exception cref="DomainException">TOO_MANY_PERIODS beyond <see cref="MaxSeriesLength"/>.</exception>
    public static IReadOnlyList<KpiPeriod> Series(TenantCalendar calendar, Granularity granularity, int fromDay, int toDay)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(toDay, fromDay);
        if (granularity == Granularity.Custom)
            return [Between(calendar, fromDay, toDay)];
        var series = new List<KpiPeriod>();
        for (var period = Containing(calendar, granularity, fromDay); period.FromDay < toDay; period = period.Next(calendar))
        {
            if (series.Count == MaxSeriesLength)
            {
                throw new DomainException(
                    ErrorKind.InvalidArgument,
                    "TOO_MANY_PERIODS",
                    $"The span has more than {MaxSeriesLength} periods: take a shorter span or a coarser granularity.",
                    "end_date");
            }

            series.Add(period);
        }

        return series;
    }

    /// <summary>The calendar period before; before any other span, as many local days.</summary>
    public KpiPeriod Previous(TenantCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return Granularity == Granularity.Custom
            ? Between(calendar, FromDay - Days, FromDay)
            : Containing(calendar, Granularity, FromDay - 1);
    }

    /// <summary>The calendar period after; after any other span, as many local days.</summary>
    public KpiPeriod Next(TenantCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return Granularity == Granularity.Custom
            ? Between(calendar, ToDay, ToDay + Days)
            : Containing(calendar, Granularity, ToDay);
    }

    private static KpiPeriod Create(TenantCalendar calendar, Granularity granularity, int from, int to) =>
        new(from, to, granularity, LabelOf(calendar, granularity, from, to), calendar.StartOf(from), calendar.StartOf(to));

    private static string LabelOf(TenantCalendar calendar, Granularity granularity, int from, int to)
    {
        var date = TenantCalendar.DateOf(from);
        switch (granularity)
        {
            case Granularity.Day:
                return Iso(date);
            case Granularity.Week:
                return string.Create(CultureInfo.InvariantCulture, $"{WeekYearRules.Iso.GetWeekYear(date):0000}-W{WeekYearRules.Iso.GetWeekOfWeekYear(date):00}");
            case Granularity.Month:
                return string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}");
            case Granularity.Quarter:
            {
                var monthsIn = calendar.MonthsIntoFiscalYear(TenantCalendar.MonthOf(from));
                return string.Create(CultureInfo.InvariantCulture, $"{date.PlusMonths(-monthsIn).Year:0000}-Q{1 + (monthsIn / 3)}");
            }

            case Granularity.Year:
                return date.Year.ToString("0000", CultureInfo.InvariantCulture);
            default:
                return $"{Iso(date)}/{Iso(TenantCalendar.DateOf(to))}";
        }
    }

    private static string Iso(LocalDate date) => string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}-{date.Day:00}");
}
