using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Periods;
using NodaTime;
using NodaTime.Text;
using static KpiPlatform.Domain.Tests.Periods.TestCalendars;

namespace KpiPlatform.Domain.Tests.Periods;

public sealed class TenantCalendarTests
{
    public static TheoryData<string> AllZones() => [.. Zones];

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28T22:59:59Z", 2026, 3, 28)]
    [InlineData("Europe/Berlin", "2026-03-28T23:00:00Z", 2026, 3, 29)]
    [InlineData("Europe/Berlin", "2026-03-29T21:59:59Z", 2026, 3, 29)]
    [InlineData("Europe/Berlin", "2026-03-29T22:00:00Z", 2026, 3, 30)]
    [InlineData("America/New_York", "2026-11-01T03:59:59Z", 2026, 10, 31)]
    [InlineData("America/New_York", "2026-11-01T04:00:00Z", 2026, 11, 1)]
    [InlineData("America/New_York", "2026-11-02T04:59:59Z", 2026, 11, 1)]
    [InlineData("Asia/Kathmandu", "2026-01-01T18:14:59Z", 2026, 1, 1)]
    [InlineData("Asia/Kathmandu", "2026-01-01T18:15:00Z", 2026, 1, 2)]
    [InlineData("Pacific/Apia", "2011-12-30T09:59:59Z", 2011, 12, 29)]
    [InlineData("Pacific/Apia", "2011-12-30T10:00:00Z", 2011, 12, 31)]
    [InlineData("Etc/UTC", "1969-12-31T23:59:59Z", 1969, 12, 31)]
    [InlineData("Europe/Berlin", "2101-07-01T21:59:59Z", 2101, 7, 1)]
    [InlineData("Europe/Berlin", "2101-07-01T22:00:00Z", 2101, 7, 2)]
    public void DayOf_InZone_IsTheLocalDate(string zone, string instant, int year, int month, int day) =>
        Of(zone).DayOf(InstantPattern.ExtendedIso.Parse(instant).Value).ShouldBe(Day(year, month, day));

    [Fact]
    public void DayOf_ClockFallsBackOverMidnight_TheDayThatBeganStays()
    {
        // St John's went back from 00:01 to 23:01 of the day before on 1 November 2009 (02:31 UTC).
        var calendar = Of("America/St_Johns");
        calendar.DayOf(Instant.FromUtc(2009, 11, 1, 2, 29, 59)).ShouldBe(Day(2009, 10, 31));
        calendar.DayOf(Instant.FromUtc(2009, 11, 1, 2, 30, 30)).ShouldBe(Day(2009, 11, 1));
        calendar.DayOf(Instant.FromUtc(2009, 11, 1, 3, 0)).ShouldBe(Day(2009, 11, 1));
        calendar.StartOf(Day(2009, 11, 1)).ShouldBe(Instant.FromUtc(2009, 11, 1, 2, 30));
    }

    [Fact]
    public void StartOf_DateThatTheZoneSkipped_IsAnEmptyDay()
    {
        var calendar = Of("Pacific/Apia");
        calendar.StartOf(Day(2011, 12, 30)).ShouldBe(calendar.StartOf(Day(2011, 12, 31)));
        calendar.StartOf(Day(2011, 12, 31)).ShouldBe(Instant.FromUtc(2011, 12, 30, 10, 0));
    }

    [Fact]
    public void StartOf_MidnightThatDoesNotExist_IsTheEndOfTheGap() =>
        Of("America/Sao_Paulo").StartOf(Day(2017, 10, 15)).ShouldBe(Instant.FromUtc(2017, 10, 15, 3, 0));

    [Theory]
    [MemberData(nameof(AllZones))]
    public void PlusDays_ThroughTheYears_IsTheSameLocalTime(string zone)
    {
        var calendar = Of(zone);
        var end = Instant.FromUtc(2032, 1, 1, 0, 0);
        var step = Duration.FromMinutes((9 * 60) + 13) + Duration.FromNanoseconds(100);
        foreach (var days in new[] { 1, 90, 365 })
        {
            // Skipped local times move by the gap, repeated ones are the earlier.
            for (var instant = Instant.FromUtc(2006, 1, 1, 0, 0); instant < end; instant += step)
            {
                var later = instant.InZone(calendar.Zone).LocalDateTime.PlusDays(days).InZoneLeniently(calendar.Zone).ToInstant();
                if (calendar.PlusDays(instant, days) != later)
                    Assert.Fail($"{zone} {instant} + {days} days gives {calendar.PlusDays(instant, days)}, not {later}.");
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(131)]
    public void PlusDays_BeyondWhatIsKept_AsksTheZone(int years)
    {
        var calendar = Of("Europe/Berlin");
        var instant = Instant.FromUtc(1970 + years, 3, 20, 12, 0);
        calendar.PlusDays(instant, 30).InZone(calendar.Zone).LocalDateTime.ShouldBe(instant.InZone(calendar.Zone).LocalDateTime.PlusDays(30));
    }

    [Theory]
    [MemberData(nameof(AllZones))]
    public void DayOf_EveryDay_IsExactlyBetweenItsStartAndTheNext(string zone)
    {
        var calendar = Of(zone);
        for (var day = Day(1965, 1, 1); day < Day(2110, 1, 1); day++)
        {
            var start = calendar.StartOf(day);
            var end = calendar.StartOf(day + 1);
            if (start == end)
                continue;
            if (calendar.DayOf(start) != day || calendar.DayOf(end - Duration.Epsilon) != day || calendar.DayOf(start + ((end - start) / 2)) != day)
                Assert.Fail($"{zone} {TenantCalendar.DateOf(day)}: [{start}, {end}) gives {calendar.DayOf(start)} to {calendar.DayOf(end - Duration.Epsilon)}, not {day}.");
        }
    }

    [Theory]
    [MemberData(nameof(AllZones))]
    public void DayOf_LaterInstant_IsNoEarlierDay(string zone)
    {
        var calendar = Of(zone);
        Prop.ForAll(
            Gen.Choose(-200_000_000, int.MaxValue).SelectMany(_ => Gen.Choose(0, 200_000), (second, step) => (second, step)).ToArbitrary(),
            pair => calendar.DayOf(Instant.FromUnixTimeSeconds(pair.second)) <= calendar.DayOf(Instant.FromUnixTimeSeconds((long)pair.second + pair.step)))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void PeriodStart_EveryDayOfThreeCenturies_PartitionsTheDays()
    {
        for (var fiscal = 1; fiscal <= 12; fiscal++)
        {
            var calendar = Of("Etc/UTC", fiscal);
            foreach (var granularity in Granularities)
            {
                var start = calendar.PeriodStart(granularity, Day(1890, 6, 15));
                var end = calendar.PeriodEnd(granularity, start);
                for (var day = Day(1890, 6, 15); day < Day(2210, 1, 1); day++)
                {
                    if (day == end)
                    {
                        start = end;
                        end = calendar.PeriodEnd(granularity, start);
                    }

                    if (calendar.PeriodStart(granularity, day) != start || end <= day)
                        Assert.Fail($"{granularity} (fiscal {fiscal}) of {TenantCalendar.DateOf(day)} starts on {calendar.PeriodStart(granularity, day)}, not {start}.");
                }
            }
        }
    }

    [Theory]
    [InlineData(Granularity.Week, 1, "2026-01-01", "2025-12-29", "2026-01-05")]
    [InlineData(Granularity.Month, 1, "2024-02-29", "2024-02-01", "2024-03-01")]
    [InlineData(Granularity.Quarter, 1, "2026-05-31", "2026-04-01", "2026-07-01")]
    [InlineData(Granularity.Quarter, 2, "2026-01-31", "2025-11-01", "2026-02-01")]
    [InlineData(Granularity.Year, 4, "2026-03-31", "2025-04-01", "2026-04-01")]
    [InlineData(Granularity.Year, 12, "2026-11-30", "2025-12-01", "2026-12-01")]
    public void PeriodStart_OfDay_IsTheCalendarPeriods(Granularity granularity, int fiscal, string day, string from, string to)
    {
        var calendar = Of("Europe/Berlin", fiscal);
        var start = calendar.PeriodStart(granularity, LocalDay.Parse(day, "day"));
        LocalDay.Format(start).ShouldBe(from);
        LocalDay.Format(calendar.PeriodEnd(granularity, start)).ShouldBe(to);
    }

    [Fact]
    public void PeriodStart_CustomOrNone_IsRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Of("Etc/UTC").PeriodStart(Granularity.Custom, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => Of("Etc/UTC").PeriodEnd(Granularity.None, 0));
    }
}
