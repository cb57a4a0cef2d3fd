using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Dashboard.Formatting;

/// <summary>Instants and dates as a tenant's people read and write them: in the tenant's time zone. Immutable.</summary>
public sealed class TenantCalendar
{
    private static readonly LocalDateTimePattern[] Inputs =
    [
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd' 'HH:mm"),
    ];

    private readonly DateTimeZone _zone;

    /// <summary>Of a tenant's time zone; UTC for a name that is not known here.</summary>
    public TenantCalendar(string timeZone) => _zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) ?? DateTimeZone.Utc;

    /// <summary>Name of the zone.</summary>
    public string Zone => _zone.Id;

    /// <summary>"5 Mar 2026, 14:30"; the dash if there is none.</summary>
    public string Time(Timestamp? timestamp) => timestamp is null ? Numbers.None : Format(timestamp, "d MMM uuuu', 'HH:mm");

    /// <summary>"5 Mar 2026"; the dash if there is none.</summary>
    public string Date(Timestamp? timestamp) => timestamp is null ? Numbers.None : Format(timestamp, "d MMM uuuu");

    /// <summary>For the datetime attribute, and for fields: "2026-03-05T14:30".</summary>
    public string Field(Timestamp timestamp) => Format(timestamp, "uuuu-MM-dd'T'HH:mm");

    /// <summary>The local date of an instant: "2026-03-05".</summary>
    public string IsoDate(Timestamp timestamp) => Format(timestamp, "uuuu-MM-dd");

    /// <summary>The local date of an instant.</summary>
    public LocalDate DateOf(Timestamp timestamp) => Local(timestamp).Date;

    /// <summary>Today's local date.</summary>
    public LocalDate Today(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Instant.FromDateTimeOffset(time.GetUtcNow()).InZone(_zone).Date;
    }

    /// <summary>
    /// What somebody typed into a field for a time, as an instant: the end of a day for a date alone, so that "as of 5 March" holds that
    /// day. Null for nothing.
    /// </summary>
    /// <exception cref="FormatException">It is neither; says how to write one.</exception>
    public Timestamp? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        foreach (var pattern in Inputs)
        {
            if (pattern.Parse(text) is { Success: true, Value: var local })
                return Of(local);
        }

        return LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date }
            ? Of(date.PlusDays(1).AtMidnight())
            : throw new FormatException($"\"{text}\" is no time. Write 2026-03-05 or 2026-03-05T14:30.");
    }

    /// <summary>Label of a period for people: "March 2026", "Week 10, 1997", "Q1 2026".</summary>
    public static string Title(Protocol.V1.Period? period) => period is null ? Numbers.None : Words.Period(period.Label, period.Granularity);

    /// <summary>A local date as the contract writes it, for people; as it is if it is none.</summary>
    public static string Day(string isoDate) =>
        LocalDatePattern.Iso.Parse(isoDate) is { Success: true, Value: var date } ? date.ToString("d MMM uuuu", CultureInfo.InvariantCulture) : isoDate;

    private Timestamp Of(LocalDateTime local) => Timestamp.FromDateTimeOffset(local.InZoneLeniently(_zone).ToDateTimeOffset());

    private string Format(Timestamp timestamp, string pattern) => Local(timestamp).ToString(pattern, CultureInfo.InvariantCulture);

    private LocalDateTime Local(Timestamp timestamp) => Instant.FromUnixTimeSeconds(timestamp.Seconds).PlusNanoseconds(timestamp.Nanos).InZone(_zone).LocalDateTime;
}
