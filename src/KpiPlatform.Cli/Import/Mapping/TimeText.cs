using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Cli.Import.Mapping;

/// <summary>
/// Reads times. A text with an offset (or Z) is that instant. One without is local time of the zone; where clocks go back
/// and it occurs twice, the first; where clocks go forward and it does not occur, the time as much later as the clocks were
/// set (02:30 becomes 03:30). A date alone is its midnight, by the same rule, unless a time of day is set for it.
/// </summary>
internal sealed class TimeText
{
    /// <summary>ISO 8601 in its common forms: date, "T" or a space, time to the fraction, offset; the latter two may be missing.</summary>
    public const string Iso = "iso";

    /// <summary>Seconds since 1970-01-01 UTC, also with decimals.</summary>
    public const string Unix = "unix";

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    public const string UnixMilliseconds = "unix_ms";

    private const decimal TicksPerSecond = TimeSpan.TicksPerSecond;

    // In the years that the API takes at all; outside, DateTime would overflow before the server could refuse.
    private const decimal MaxUnixSeconds = 253_402_300_799m;

    private static readonly OffsetDateTimePattern IsoOffset = OffsetDateTimePattern.ExtendedIso;
    private static readonly LocalDateTimePattern IsoLocal = LocalDateTimePattern.ExtendedIso;
    private static readonly LocalDateTimePattern IsoMinutes = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm");
    private static readonly OffsetDateTimePattern IsoMinutesOffset = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mmo<G>");

    private readonly IReadOnlyList<string> _formats;
    private readonly DateTimeZone _zone;
    private readonly LocalTime _timeOfDay;

    /// <summary>Times of one column.</summary>
    /// <param name="formats">"iso", "unix", "unix_ms" or .NET custom formats, tried in this order; none: iso.</param>
    /// <param name="zone">Of local times.</param>
    /// <param name="timeOfDay">For dates without a time.</param>
    public TimeText(IReadOnlyList<string> formats, DateTimeZone zone, LocalTime timeOfDay)
    {
        _formats = formats.Count == 0 ? [Iso] : formats;
        _zone = zone;
        _timeOfDay = timeOfDay;
    }

    /// <summary>What a text has to look like, for messages.</summary>
    public string Expected => string.Join(" or ", _formats);

    /// <summary>Null if no format fits.</summary>
    public Timestamp? Parse(string text)
    {
        var trimmed = text.Trim();
        foreach (var format in _formats)
        {
            var instant = format switch
            {
                Iso => ParseIso(trimmed),
                Unix => FromUnix(trimmed, 1m),
                UnixMilliseconds => FromUnix(trimmed, 1000m),
                _ => ParseFormat(trimmed, format),
            };
            if (instant is { } found)
                return found.ToDateTimeUtc().ToTimestamp();
        }

        return null;
    }

    private Instant? ParseIso(string text)
    {
        // "2026-03-05 10:00" is as common in files as the standard's "T".
        var standard = text.Length > 10 && text[10] == ' ' ? text[..10] + 'T' + text[11..] : text;
        if (LocalDatePattern.Iso.Parse(standard) is { Success: true } date)
            return Local(date.Value.At(_timeOfDay));
        if (IsoLocal.Parse(standard) is { Success: true } local)
            return Local(local.Value);
        if (IsoMinutes.Parse(standard) is { Success: true } minutes)
            return Local(minutes.Value);
        if (IsoOffset.Parse(standard) is { Success: true } offset)
            return offset.Value.ToInstant();
        return IsoMinutesOffset.Parse(standard) is { Success: true } minutesOffset ? minutesOffset.Value.ToInstant() : null;
    }

    private Instant? ParseFormat(string text, string format)
    {
        if (HasOffset(format))
        {
            return DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? Instant.FromDateTimeOffset(instant)
                : null;
        }

        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        var time = LocalDateTime.FromDateTime(DateTime.SpecifyKind(local, DateTimeKind.Unspecified));
        return Local(HasTime(format) ? time : time.Date.At(_timeOfDay));
    }

    private static Instant? FromUnix(string text, decimal perSecond)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        var seconds = number / perSecond;
        return Math.Abs(seconds) <= MaxUnixSeconds ? Instant.FromUnixTimeTicks((long)(seconds * TicksPerSecond)) : null;
    }

    private Instant Local(LocalDateTime time) => _zone.AtLeniently(time).ToInstant();

    private static bool HasOffset(string format) => Unquoted(format).IndexOfAny(['z', 'K']) >= 0;

    private static bool HasTime(string format) => Unquoted(format).IndexOfAny(['H', 'h', 'm', 's', 't', 'f', 'F']) >= 0;

    // The format's letters without text in quotes, in which they mean themselves.
    private static string Unquoted(string format)
    {
        var quoted = false;
        return new string([.. format.Where(c =>
        {
            if (c is '\'' or '"')
                quoted = !quoted;
            return !quoted;
        })]);
    }
}
