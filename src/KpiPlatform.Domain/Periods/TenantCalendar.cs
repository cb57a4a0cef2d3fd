using NodaTime;
using NodaTime.TimeZones;

namespace KpiPlatform.Domain.Periods;

/// <summary>
/// A tenant's calendar: which local day an instant lies in, which period a day lies in. Days are counted from 1970-01-01 = 0.
/// A local day D is [first instant with a local date of D, first instant with a later one). Immutable, thread-safe.
/// </summary>
public sealed class TenantCalendar
{
    private const int EpochYear = 1970;
    private const long SecondsPerDay = 86_400;
    private static readonly LocalDate Epoch = new(EpochYear, 1, 1);

    private static readonly ZoneLocalMappingResolver FirstInstant =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private readonly ZoneDays _days;

    /// <summary>Creates a calendar.</summary>
    /// <param name="zone">The tenant's zone.</param>
    /// <param name="fiscalStartMonth">Month in which the fiscal year starts, 1 to 12.</param>
    public TenantCalendar(DateTimeZone zone, int fiscalStartMonth = 1)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentOutOfRangeException.ThrowIfLessThan(fiscalStartMonth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fiscalStartMonth, 12);
        Zone = zone;
        FiscalStartMonth = fiscalStartMonth;
        _days = ZoneDays.Of(zone);
    }

    /// <summary>The tenant's zone.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>Month in which the fiscal year starts, 1 to 12.</summary>
    public int FiscalStartMonth { get; }

    /// <summary>The local day of an instant. Where a zone's dates run backwards, the day that began stays the day.</summary>
    public int DayOf(Instant instant) => _days.DayOf(instant);

    /// <summary>First instant of a local day.</summary>
    /// <remarks>A date that a zone skipped altogether begins, empty, where the next one does.</remarks>
    public Instant StartOf(int day)
    {
        var midnight = Instant.FromUnixTimeSeconds(day * SecondsPerDay);
        return _days.SteadyOffsetAt(midnight) is { } offset
            ? midnight - Duration.FromSeconds(offset)
            : Zone.ResolveLocal(DateOf(day).AtMidnight(), FirstInstant).ToInstant();
    }

    /// <summary>The same local time so many days later; where the clock skips it, later by the gap; of two, the earlier.</summary>
    public Instant PlusDays(Instant instant, int days)
    {
        var later = instant + Duration.FromDays(days);
        return _days.SteadyOffsetAt(later) is { } offset
            ? later + Duration.FromSeconds(_days.OffsetAt(instant) - offset)
            : instant.InZone(Zone).LocalDateTime.PlusDays(days).InZoneLeniently(Zone).ToInstant();
    }

    /// <summary>The date of a day number.</summary>
    public static LocalDate DateOf(int day) => Epoch.PlusDays(day);

    /// <summary>The number of a date's day, 1970-01-01 = 0.</summary>
    public static int DayNumber(LocalDate date) => NodaTime.Period.DaysBetween(Epoch, date);

    /// <summary>The month of a day, January 1970 = 0; negative before.</summary>
    public static int MonthOf(int day)
    {
        if (MonthTable.Covers(day))
            return MonthTable.MonthOf(day);
        var date = DateOf(day);
        return ((date.Year - EpochYear) * 12) + date.Month - 1;
    }

    /// <summary>First day of a month, January 1970 = 0.</summary>
    public static int FirstDayOfMonth(int month) =>
        MonthTable.CoversMonth(month) ? MonthTable.FirstDayOf(month) : DayNumber(Epoch.PlusMonths(month));

    /// <summary>First day of the period that contains <paramref name="day"/>.</summary>
    /// <param name="granularity">Day to Year.</param>
    /// <param name="day">A day within.</param>
    public int PeriodStart(Granularity granularity, int day)
    {
        switch (granularity)
        {
            case Granularity.Day:
                return day;
            case Granularity.Week:
                // 1970-01-01 was a Thursday: three days after a Monday.
                return day - FloorMod(day + 3, 7);
            case Granularity.Month:
                return FirstDayOfMonth(MonthOf(day));
            case Granularity.Quarter:
            {
                var month = MonthOf(day);
                return FirstDayOfMonth(month - (MonthsIntoFiscalYear(month) % 3));
            }

            case Granularity.Year:
            {
                var month = MonthOf(day);
                return FirstDayOfMonth(month - MonthsIntoFiscalYear(month));
            }

            default:
                throw NoCalendarPeriod(granularity);
        }
    }

    /// <summary>Day after the last of the period that starts on <paramref name="periodStart"/>.</summary>
    public int PeriodEnd(Granularity granularity, int periodStart) => granularity switch
    {
        Granularity.Day => periodStart + 1,
        Granularity.Week => periodStart + 7,
        Granularity.Month => FirstDayOfMonth(MonthOf(periodStart) + 1),
        Granularity.Quarter => FirstDayOfMonth(MonthOf(periodStart) + 3),
        Granularity.Year => FirstDayOfMonth(MonthOf(periodStart) + 12),
        _ => throw NoCalendarPeriod(granularity),
    };

    /// <summary>Whole months from the start of the fiscal year to a month, 0 to 11.</summary>
    /// <param name="month">Month, January 1970 = 0.</param>
    public int MonthsIntoFiscalYear(int month) => FloorMod(month + 1 - FiscalStartMonth, 12);

    private static int FloorMod(int value, int modulus)
    {
        var remainder = value % modulus;
        return remainder < 0 ? remainder + modulus : remainder;
    }

    private static ArgumentOutOfRangeException NoCalendarPeriod(Granularity granularity) =>
        new(nameof(granularity), granularity, "Only Day to Year have calendar periods.");
}
