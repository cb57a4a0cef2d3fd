using System.Globalization;
using KpiPlatform.Domain.Identity;
using NodaTime;
using NodaTime.Calendars;

namespace KpiPlatform.Domain.Periods;

/// <summary>Reads the text form of a period.</summary>
/// <remarks>
/// <para>Absolute: "1997-03-05" a day, "1997-W10" an ISO week, "1997-03" a month, "1997-Q1" a quarter, "1997" a year,
/// "1997-03-01/1997-06-01" the days from the first up to, not including, the second. Years 1900 to 2999.</para>
/// <para>Quarters and years are fiscal: the label carries the calendar year in which the fiscal year starts. With a
/// fiscal start in April, "1997" is April 1997 to March 1998 and "1997-Q4" is January to March 1998.</para>
/// <para>Relative to today: "this-" or "last-" with day, week, month, quarter or year; "last-7-days", also 28, 30, 90 and
/// 365, are whole days that end with yesterday; "trailing-7d" and so on say the same.</para>
/// </remarks>
public static class PeriodParser
{
    /// <summary>Longest text looked at.</summary>
    public const int MaxLength = 32;

    private const string This = "this-";
    private const string Last = "last-";
    private const string Trailing = "trailing-";
    private const string DaysSuffix = "-days";

    /// <summary>Whether the text names a period relative to today, so that it moves on with time.</summary>
    public static bool IsRelative(string? text) =>
        text is not null && (text.StartsWith(This, StringComparison.Ordinal) || text.StartsWith(Last, StringComparison.Ordinal) || text.StartsWith(Trailing, StringComparison.Ordinal));

    /// <summary>Reads a period.</summary>
    /// <param name="text">Its text form.</param>
    /// <param name="calendar">The tenant's calendar.</param>
    /// <param name="today">The tenant's local day, for relative periods.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">INVALID_PERIOD, naming the field.</exception>
    public static KpiPeriod Parse(string? text, TenantCalendar calendar, int today, string field = "period")
    {
        ArgumentNullException.ThrowIfNull(calendar);
        if (text is { Length: > 0 and <= MaxLength })
        {
            var period = IsRelative(text) ? Relative(text, calendar, today) : Absolute(text, calendar);
            if (period is not null)
                return period;
        }

        throw new DomainException(
            ErrorKind.InvalidArgument,
            "INVALID_PERIOD",
            $"\"{DisplayText.Of(text)}\" is not a period: use 1997-03-05, 1997-W10, 1997-03, 1997-Q1, 1997, 1997-03-01/1997-06-01 (end exclusive), this-month, last-month (day, week, quarter, year) or last-30-days (7, 28, 30, 90, 365; also trailing-30d).",
            field);
    }

    private static KpiPeriod? Relative(string text, TenantCalendar calendar, int today)
    {
        if (text.StartsWith(Trailing, StringComparison.Ordinal) || (text.StartsWith(Last, StringComparison.Ordinal) && text.EndsWith(DaysSuffix, StringComparison.Ordinal)))
        {
            int? days = text switch
            {
                "last-7-days" or "trailing-7d" => 7,
                "last-28-days" or "trailing-28d" => 28,
                "last-30-days" or "trailing-30d" => 30,
                "last-90-days" or "trailing-90d" => 90,
                "last-365-days" or "trailing-365d" => 365,
                _ => null,
            };
            return days is { } count ? KpiPeriod.Between(calendar, today - count, today) : null;
        }

        Granularity? granularity = text.AsSpan(This.Length) switch
        {
            "day" => Granularity.Day,
            "week" => Granularity.Week,
            "month" => Granularity.Month,
            "quarter" => Granularity.Quarter,
            "year" => Granularity.Year,
            _ => null,
        };
        if (granularity is not { } wanted)
            return null;
        var current = KpiPeriod.Containing(calendar, wanted, today);
        return text.StartsWith(This, StringComparison.Ordinal) ? current : current.Previous(calendar);
    }

    private static KpiPeriod? Absolute(string text, TenantCalendar calendar)
    {
        switch (text.Length)
        {
            case 4:
                return Year(text) is { } year ? Fiscal(calendar, Granularity.Year, year, 1) : null;
            case 7 when text[4] == '-' && text[5] == 'Q':
                return Year(text) is { } fiscalYear && text[6] is >= '1' and <= '4' ? Fiscal(calendar, Granularity.Quarter, fiscalYear, text[6] - '0') : null;
            case 7 when text[4] == '-':
                return Year(text) is { } yearOfMonth && Number(text.AsSpan(5), 1, 12) is { } month
                    ? KpiPeriod.Containing(calendar, Granularity.Month, TenantCalendar.DayNumber(new LocalDate(yearOfMonth, month, 1)))
                    : null;
            case 8 when text[4] == '-' && text[5] == 'W':
                return Year(text) is { } weekYear && Number(text.AsSpan(6), 1, WeekYearRules.Iso.GetWeeksInWeekYear(weekYear)) is { } week
                    ? KpiPeriod.Containing(calendar, Granularity.Week, TenantCalendar.DayNumber(WeekYearRules.Iso.GetLocalDate(weekYear, week, IsoDayOfWeek.Monday)))
                    : null;
            case 10:
                return LocalDay.TryParse(text, out var day) ? KpiPeriod.Containing(calendar, Granularity.Day, day) : null;
            case 21 when text[10] == '/':
                return LocalDay.TryParse(text[..10], out var from) && LocalDay.TryParse(text[11..], out var to) && to > from
                    ? KpiPeriod.Between(calendar, from, to)
                    : null;
            default:
                return null;
        }
    }

    private static KpiPeriod Fiscal(TenantCalendar calendar, Granularity granularity, int year, int quarter)
    {
        var first = new LocalDate(year, calendar.FiscalStartMonth, 1).PlusMonths(3 * (quarter - 1));
        return KpiPeriod.Containing(calendar, granularity, TenantCalendar.DayNumber(first));
    }

    private static int? Year(string text) => Number(text.AsSpan(0, 4), 1900, 2999);

    private static int? Number(ReadOnlySpan<char> digits, int min, int max) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : null;
}
