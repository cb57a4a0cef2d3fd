using System.Runtime.CompilerServices;
using NodaTime;
using NodaTime.TimeZones;

namespace KpiPlatform.Domain.Periods;

/// <summary>
/// Local days of a zone by instant. Between 1970 and 2100 every stretch of constant offset is precomputed, with a first guess for
/// every 24 days, because ingest asks for each interaction; elsewhere the zone is asked. Immutable, thread-safe, one per zone.
/// </summary>
internal sealed class ZoneDays
{
    private const long SecondsPerDay = 86_400;
    private const int BucketBits = 21;

    // Offsets lie within 18 hours of universal time, so two of them within 36 hours of each other.
    private const long SteadySeconds = 2 * 18 * 3_600;

    /// <summary>2100-01-01T00:00:00Z.</summary>
    private const long EndSeconds = 4_102_444_800;

    private static readonly ConditionalWeakTable<DateTimeZone, ZoneDays> ByZone = [];

    private readonly DateTimeZone _zone;
    private readonly Stretch[] _stretches;
    private readonly ushort[] _firstByBucket;

    private ZoneDays(DateTimeZone zone)
    {
        _zone = zone;
        var stretches = new List<Stretch>();
        foreach (var interval in zone.GetZoneIntervals(Instant.FromUnixTimeSeconds(0), Instant.FromUnixTimeSeconds(EndSeconds)))
            stretches.Add(StretchOf(interval));
        _stretches = [.. stretches];

        _firstByBucket = new ushort[(EndSeconds >> BucketBits) + 1];
        var at = 0;
        for (var bucket = 0; bucket < _firstByBucket.Length; bucket++)
        {
            while (at + 1 < _stretches.Length && _stretches[at + 1].StartSeconds <= (long)bucket << BucketBits)
                at++;
            _firstByBucket[bucket] = (ushort)at;
        }
    }

    /// <summary>The days of a zone, made at first use and kept as long as the zone.</summary>
    public static ZoneDays Of(DateTimeZone zone) => ByZone.GetValue(zone, static key => new ZoneDays(key));

    /// <summary>The local day of an instant: the latest local date that any instant up to it has.</summary>
    public int DayOf(Instant instant)
    {
        var seconds = instant.ToUnixTimeSeconds();
        if ((ulong)seconds >= EndSeconds)
            return StretchOf(_zone.GetZoneInterval(instant)).DayOf(seconds);

        return _stretches[IndexAt(seconds)].DayOf(seconds);
    }

    /// <summary>Local minus universal time at an instant, in seconds.</summary>
    public int OffsetAt(Instant instant)
    {
        var seconds = instant.ToUnixTimeSeconds();
        return (ulong)seconds >= EndSeconds ? _zone.GetUtcOffset(instant).Seconds : _stretches[IndexAt(seconds)].OffsetSeconds;
    }

    /// <summary>
    /// The same where no clock is changed for so long before and after that a local time which is near, whatever it is near by, stands for
    /// exactly one instant; null where the zone has to be asked.
    /// </summary>
    public int? SteadyOffsetAt(Instant instant)
    {
        var seconds = instant.ToUnixTimeSeconds();
        if ((ulong)seconds >= EndSeconds - SteadySeconds)
            return null;
        var at = IndexAt(seconds);
        return _stretches[at].StartSeconds <= seconds - SteadySeconds && (at + 1 == _stretches.Length || _stretches[at + 1].StartSeconds > seconds + SteadySeconds)
            ? _stretches[at].OffsetSeconds
            : null;
    }

    /// <summary>Index of the stretch that holds a second of those precomputed.</summary>
    private int IndexAt(long seconds)
    {
        var stretches = _stretches;
        int at = _firstByBucket[seconds >> BucketBits];
        while (at + 1 < stretches.Length && stretches[at + 1].StartSeconds <= seconds)
            at++;
        return at;
    }

    private Stretch StretchOf(ZoneInterval interval) =>
        interval.HasStart
            ? new(interval.Start.ToUnixTimeSeconds(), interval.WallOffset.Seconds, LatestDayBefore(interval.Start))
            : new(long.MinValue, interval.WallOffset.Seconds, int.MinValue);

    /// <summary>Latest local date before an instant. Dates run backwards by less than two days, so that bounds how far to look.</summary>
    private int LatestDayBefore(Instant start)
    {
        var latest = int.MinValue;
        var lookFrom = start - Duration.FromDays(3);
        var end = start;
        while (end > lookFrom)
        {
            var interval = _zone.GetZoneInterval(end - Duration.Epsilon);
            latest = Math.Max(latest, LocalDay(end.ToUnixTimeSeconds() - 1, interval.WallOffset.Seconds));
            if (!interval.HasStart)
                break;
            end = interval.Start;
        }

        return latest;
    }

    private static int LocalDay(long seconds, int offsetSeconds)
    {
        var local = seconds + offsetSeconds;
        var day = local / SecondsPerDay;
        return (int)(local % SecondsPerDay < 0 ? day - 1 : day);
    }

    /// <summary>A stretch of constant offset.</summary>
    /// <param name="StartSeconds">First second, Unix time.</param>
    /// <param name="OffsetSeconds">Local minus universal time.</param>
    /// <param name="EarliestDay">Latest local date before it: where dates run backwards, the day that began stays the day.</param>
    private readonly record struct Stretch(long StartSeconds, int OffsetSeconds, int EarliestDay)
    {
        public int DayOf(long seconds) => Math.Max(EarliestDay, LocalDay(seconds, OffsetSeconds));
    }
}
