using System.Globalization;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Formatting;
using KpiPlatform.Spreadsheets.Model;
using NodaTime;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>Periods and instants of an export in words, in the tenant's zone.</summary>
/// <param name="export">The export.</param>
internal sealed class LocalTexts(ScorecardExport export)
{
    /// <summary>"March 2026, as known on 5 Mar 2026, 14:30 (Europe/Berlin)".</summary>
    public string PeriodAndInstant =>
        $"{Title(export.Values.Period)}{(export.Values.Partial ? " (goes on)" : string.Empty)}, as known on {Time(export.Values.AsOf)} ({export.Calendar.Zone.Id})";

    /// <summary>A period for people.</summary>
    /// <param name="period">The period.</param>
    public static string Title(KpiPeriod period) => Words.Period(period.Label, (Protocol.V1.Granularity)period.Granularity);

    /// <summary>"5 Mar 2026, 14:30".</summary>
    /// <param name="instant">The instant.</param>
    public string Time(Instant instant) => LocalOf(instant).ToString("d MMM uuuu', 'HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A local date for people; as it is if it is none.</summary>
    /// <param name="isoDate">"2026-03-05".</param>
    public static string Day(string isoDate) =>
        LocalDay.TryParse(isoDate, out var day) ? Domain.Periods.TenantCalendar.DateOf(day).ToString("d MMM uuuu", CultureInfo.InvariantCulture) : isoDate;

    /// <summary>The local time of an instant.</summary>
    /// <param name="instant">The instant.</param>
    public LocalDateTime LocalOf(Instant instant) => instant.InZone(export.Calendar.Zone).LocalDateTime;
}
