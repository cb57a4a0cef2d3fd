using System.Globalization;
using KpiPlatform.Dashboard.Formatting;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Dashboard.Scorecards;

/// <summary>The periods that a trend shows: some of the same length, up to the one on the page.</summary>
/// <param name="Granularity">Their length.</param>
/// <param name="StartDate">First local date.</param>
/// <param name="EndDate">Local date after the last.</param>
internal sealed record TrendRange(Granularity Granularity, string StartDate, string EndDate)
{
    private const int Days = 14;
    private const int Weeks = 12;
    private const int Months = 12;
    private const int Quarters = 8;
    private const int Years = 5;

    /// <summary>The range that ends with a period; null for a span of days, which has no others of its length.</summary>
    public static TrendRange? EndingWith(Protocol.V1.Period? period, TenantCalendar calendar)
    {
        if (period?.StartTime is null || period.EndTime is null)
            return null;
        var last = calendar.DateOf(period.StartTime);
        LocalDate? first = period.Granularity switch
        {
            Granularity.Day => last.PlusDays(1 - Days),
            Granularity.Week => last.PlusWeeks(1 - Weeks),
            Granularity.Month => last.PlusMonths(1 - Months),
            Granularity.Quarter => last.PlusMonths(3 * (1 - Quarters)),
            Granularity.Year => last.PlusYears(1 - Years),
            _ => null,
        };
        return first is { } start ? new(period.Granularity, Text(start), Text(calendar.DateOf(period.EndTime))) : null;
    }

    private static string Text(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
