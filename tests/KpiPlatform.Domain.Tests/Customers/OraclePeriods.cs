using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>Calendar periods by walking from day to day and month to month.</summary>
internal static class OraclePeriods
{
    public static (LocalDate From, LocalDate To) Containing(Granularity granularity, LocalDate date, int fiscalStartMonth)
    {
        var month = new LocalDate(date.Year, date.Month, 1);
        switch (granularity)
        {
            case Granularity.Day:
                return (date, date.PlusDays(1));
            case Granularity.Week:
                while (date.DayOfWeek != IsoDayOfWeek.Monday)
                    date = date.PlusDays(-1);
                return (date, date.PlusDays(7));
            case Granularity.Month:
                return (month, month.PlusMonths(1));
            case Granularity.Quarter:
                while (Math.Abs(month.Month - fiscalStartMonth) % 3 != 0)
                    month = month.PlusMonths(-1);
                return (month, month.PlusMonths(3));
            default:
                while (month.Month != fiscalStartMonth)
                    month = month.PlusMonths(-1);
                return (month, month.PlusMonths(12));
        }
    }
}
