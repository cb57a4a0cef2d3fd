using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Domain.Webhooks;

/// <summary>
/// Hours of the day in which nothing is sent, by the clock on the tenant's wall: an hour that a change of the clocks repeats is quiet twice, and
/// one that it leaves out not at all.
/// </summary>
/// <param name="From">They begin then, inclusive.</param>
/// <param name="To">They end then, exclusive; on the next day if it is not after <paramref name="From"/>.</param>
public sealed record QuietHours(LocalTime From, LocalTime To)
{
    private static readonly LocalTimePattern Pattern = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>Reads two times of day such as "22:00".</summary>
    /// <exception cref="DomainException">INVALID_TIME, naming the field.</exception>
    public static QuietHours Parse(string from, string to, string field)
    {
        var hours = new QuietHours(ParseTime(from, $"{field}.start"), ParseTime(to, $"{field}.end"));
        return hours.From != hours.To
            ? hours
            : throw FieldChecks.Invalid("OUT_OF_RANGE", "Quiet hours begin and end at different times; to send nothing at all, disable the webhook.", $"{field}.end");
    }

    /// <summary>Whether an instant is in them.</summary>
    public bool Contain(Instant instant, DateTimeZone zone)
    {
        var time = instant.InZone(zone).TimeOfDay;
        return From < To ? time >= From && time < To : time >= From || time < To;
    }

    /// <summary>A time of day as it is written.</summary>
    public static string Write(LocalTime time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static LocalTime ParseTime(string text, string field) =>
        Pattern.Parse(text) is { Success: true } result ? result.Value : throw FieldChecks.Invalid("INVALID_TIME", $"\"{Identity.DisplayText.Of(text)}\" is no time of day: write it as 22:00.", field);
}
