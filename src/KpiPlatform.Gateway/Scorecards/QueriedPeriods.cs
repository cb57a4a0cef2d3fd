using KpiPlatform.Domain;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Gateway.Errors;
using NodaTime;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>The periods from start_date to end_date of a request.</summary>
internal static class QueriedPeriods
{
    /// <summary>Consecutive periods.</summary>
    /// <param name="startDate">start_date.</param>
    /// <param name="endDate">end_date; empty for the day after the instant looked at.</param>
    /// <param name="granularity">Of the periods.</param>
    /// <param name="calendar">The tenant's.</param>
    /// <param name="asOf">The instant looked at.</param>
    /// <exception cref="DomainException">A date is missing or wrong; names the field.</exception>
    public static IReadOnlyList<KpiPeriod> Of(string startDate, string endDate, Granularity granularity, TenantCalendar calendar, Instant asOf)
    {
        if (startDate.Length == 0)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "start_date is required: the first local date, such as 1997-01-01.", "start_date");
        var from = LocalDay.Parse(startDate, "start_date");
        var to = endDate.Length == 0 ? calendar.DayOf(asOf) + 1 : LocalDay.Parse(endDate, "end_date");
        if (to <= from)
        {
            var problem = endDate.Length == 0 ? $"start_date {startDate} is in the future; give an end_date after it." : $"end_date {endDate} is not after start_date {startDate}.";
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, problem, endDate.Length == 0 ? "start_date" : "end_date");
        }

        return KpiPeriod.Series(calendar, granularity, from, to);
    }
}
