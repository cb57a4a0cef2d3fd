using NodaTime;
using NodaTime.TimeZones;

namespace KpiPlatform.Domain.Periods;

/// <summary>
/// A tenant's calendar: which local day an instant lies in, which period a day lies in. Days are counted from 1970-01-01 = 0.
/// A local day D is [first instant with a local date of D, first instant with a later one). Immutable, thread-safe.
/// </summary>
public sealed class TenantCalendar
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);
    private readonly int _fiscalStartMonth;

    /// <summary>Creates a calendar.</summary>
    /// <param name="zone">The tenant's zone.</param>
    /// <param name="fiscalStartMonth">Month in which the fiscal year starts, 1 to 12.</param>
    public TenantCalendar(DateTimeZone zone, int fiscalStartMonth = 1)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentOutOfRangeException.ThrowIfLessThan(fiscalStartMonth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fiscalStartMonth, 12);
        Zone = zone;
        _fiscalStartMonth = fiscalStartMonth;
    }

    /// <summary>The tenant's zone.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>The local day of an instant.</summary>
    public int DayOf(Instant instant)
    {
        var local = instant.InZone(Zone).Date;
        var day = DayNumber(local);

        // Where the local date runs backwards (a zone crossing the date line), the day that began stays the day.
        return instant < StartOf(day) ? day - 1 : instant >= StartOf(day + 1) ? day + 1 : day;
    }

    /// <summary>First instant of a local day.</summary>
    /// <remarks>A date that a zone skipped altogether begins, empty, where the next one does.</remarks>
    public Instant StartOf(int day)
    {
        var midnight = DateOf(day).AtMidnight();
        return Zone.ResolveLocal(midnight, Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter)).ToInstant();
    }

    /// <summary>The date of a day number.</summary>
    public static LocalDate DateOf(int day) => Epoch.PlusDays(day);

    /// <summary>The number of a date's day, 1970-01-01 = 0.</summary>
    public static int DayNumber(LocalDate date) => NodaTime.Period.DaysBetween(Epoch, date);

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
                return day - (DateOf(day).Day - 1);
            case Granularity.Quarter:
            {
                var date = DateOf(day);
                var monthsIn = FloorMod(date.Month - _fiscalStartMonth, 12) % 3;
                return DayNumber(new LocalDate(date.Year, date.Month, 1).PlusMonths(-monthsIn));
            }

            case Granularity.Year:
            {
                var date = DateOf(day);
                var monthsIn = FloorMod(date.Month - _fiscalStartMonth, 12);
                return DayNumber(new LocalDate(date.Year, date.Month, 1).PlusMonths(-monthsIn));
            }

            default:
                throw new ArgumentOutOfRangeException(nameof(granularity), granularity, "Only Day to Year have calendar periods.");
        }
    }

    /// <summary>Day after the last of the period that starts on <paramref name="periodStart"/>.</summary>
    public int PeriodEnd(Granularity granularity, int periodStart) => granularity switch
    {
        Granularity.Day => periodStart + 1,
        Granularity.Week => periodStart + 7,
        Granularity.Month => DayNumber(DateOf(periodStart).PlusMonths(1)),
        Granularity.Quarter => DayNumber(DateOf(periodStart).PlusMonths(3)),
        Granularity.Year => DayNumber(DateOf(periodStart).PlusMonths(12)),
        _ => throw new ArgumentOutOfRangeException(nameof(granularity), granularity, "Only Day to Year have calendar periods."),
    };

    private static int FloorMod(int value, int modulus) => ((value % modulus) + modulus) % modulus;
}
