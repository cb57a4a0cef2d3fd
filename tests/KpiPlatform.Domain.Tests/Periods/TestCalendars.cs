using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Periods;

internal static class TestCalendars
{
    /// <summary>Zones with what makes days hard: DST, dates skipped or repeated, odd offsets, midnights that do not exist.</summary>
    public static readonly string[] Zones =
    [
        "Etc/UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Kwajalein",
        "America/St_Johns", "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut", "America/Havana", "Australia/Lord_Howe", "Antarctica/Troll",
    ];

    public static readonly Granularity[] Granularities = [Granularity.Day, Granularity.Week, Granularity.Month, Granularity.Quarter, Granularity.Year];

    public static TenantCalendar Of(string zone, int fiscalStartMonth = 1) => new(DateTimeZoneProviders.Tzdb[zone], fiscalStartMonth);

    public static int Day(int year, int month, int day) => TenantCalendar.DayNumber(new LocalDate(year, month, day));
}
