using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Periods;
using NodaTime;
using static KpiPlatform.Domain.Tests.Periods.TestCalendars;

namespace KpiPlatform.Domain.Tests.Periods;

public sealed class KpiPeriodTests
{
    private static readonly TenantCalendar Berlin = Of("Europe/Berlin");

    [Theory]
    [InlineData("2026-03-01", "2026-02-28")]
    [InlineData("2026-W01", "2025-W52")]
    [InlineData("2026-03", "2026-02")]
    [InlineData("2026-Q1", "2025-Q4")]
    [InlineData("2026", "2025")]
    [InlineData("2026-03-02/2026-03-12", "2026-02-20/2026-03-02")]
    [InlineData("2026-02-02/2026-03-02", "2026-01-05/2026-02-02")]
    public void Previous_OfPeriod_IsTheCalendarOneOrAsManyDays(string period, string previous) =>
        Parse(period).Previous(Berlin).Label.ShouldBe(previous);

    [Fact]
    public void Previous_ThenNext_IsTheSameForCalendarPeriods() =>
        Prop.ForAll(
            (from fiscal in Gen.Choose(1, 12)
             from granularity in Gen.Elements(Granularities)
             from day in Gen.Choose(0, 60_000)
             select KpiPeriodCase(fiscal, granularity, day)).ToArbitrary(),
            @case => @case.Period.Previous(@case.Calendar).Next(@case.Calendar) == @case.Period
                && @case.Period.Previous(@case.Calendar).ToDay == @case.Period.FromDay).QuickCheckThrowOnFailure();

    [Fact]
    public void Series_OfMonths_CoversTheSpanWithoutGaps()
    {
        var series = KpiPeriod.Series(Berlin, Granularity.Month, Day(1997, 1, 15), Day(1998, 7, 1));
        series.Count.ShouldBe(18);
        series[0].Label.ShouldBe("1997-01");
        series[^1].Label.ShouldBe("1998-06");
        for (var i = 1; i < series.Count; i++)
            series[i].FromDay.ShouldBe(series[i - 1].ToDay);
    }

    [Fact]
    public void Series_Custom_IsOnePeriod() => KpiPeriod.Series(Berlin, Granularity.Custom, 100, 117).Single().Days.ShouldBe(17);

    [Fact]
    public void Series_MoreThanAThousandPeriods_IsRefused()
    {
        KpiPeriod.Series(Berlin, Granularity.Day, 0, 1_000).Count.ShouldBe(1_000);
        Should.Throw<DomainException>(() => KpiPeriod.Series(Berlin, Granularity.Day, 0, 1_001)).Reason.ShouldBe("TOO_MANY_PERIODS");
    }

    [Fact]
    public void Window_PeriodOver_CountsAllDays()
    {
        var window = EvaluationWindow.Of(Berlin, Parse("2026-03"), Berlin.StartOf(Day(2026, 4, 1)));
        window.IsPartial.ShouldBeFalse();
        window.CutDay.ShouldBe(window.Period.ToDay);
        window.ElapsedDays.ShouldBe(31);
        window.Previous(Berlin).ElapsedDays.ShouldBe(28);
    }

    [Fact]
    public void Window_WithinThePeriod_IsCutAfterTheDayOfAsOf()
    {
        var window = EvaluationWindow.Of(Berlin, Parse("2026-03"), Berlin.StartOf(Day(2026, 3, 10)) + Duration.FromHours(1));
        window.IsPartial.ShouldBeTrue();
        window.CutDay.ShouldBe(Day(2026, 3, 11));
        window.CompleteDay.ShouldBe(Day(2026, 3, 10));
        window.ElapsedDays.ShouldBe(10);
        window.Previous(Berlin).Period.Label.ShouldBe("2026-02");
        window.Previous(Berlin).CutDay.ShouldBe(Day(2026, 2, 11));
    }

    [Fact]
    public void Window_PreviousOfThePrevious_StaysCutToTheElapsedDays()
    {
        // 11 March 2026 is the 11th elapsed day of March: February and January are cut after their 11th.
        var window = EvaluationWindow.Of(Berlin, Parse("2026-03"), Berlin.StartOf(Day(2026, 3, 11)));
        window.Previous(Berlin).Previous(Berlin).CutDay.ShouldBe(Day(2026, 1, 12));
        var over = EvaluationWindow.Of(Berlin, Parse("2026-03"), Berlin.StartOf(Day(2026, 4, 1)));
        over.Previous(Berlin).Previous(Berlin).CutDay.ShouldBe(Day(2026, 2, 1));
    }

    [Theory]
    [InlineData("2026-W02", "2025-12-31", "2026-W01", "2026-01-05", 7)]
    [InlineData("2026-W01", "2026-02-01", "2025-W52", "2025-12-29", 7)]
    [InlineData("2024-03", "2024-03-30", "2024-02", "2024-03-01", 29)]
    [InlineData("2023-03", "2023-03-30", "2023-02", "2023-03-01", 28)]
    [InlineData("2024-03", "2024-03-05", "2024-02", "2024-02-06", 5)]
    [InlineData("2026-03-29", "2026-03-29", "2026-03-28", "2026-03-29", 1)]
    [InlineData("2026", "2026-02-10", "2025", "2025-02-11", 41)]
    public void Window_Previous_IsTheCalendarPeriodCutToWhatIsElapsed(string period, string asOfDate, string previous, string cut, int days)
    {
        var window = EvaluationWindow.Of(Berlin, Parse(period), Berlin.StartOf(LocalDay.Parse(asOfDate, "date")) + NodaTime.Duration.FromHours(1));
        var before = window.Previous(Berlin);
        before.Period.Label.ShouldBe(previous);
        if (window.HasBegun)
        {
            LocalDay.Format(before.CutDay).ShouldBe(cut);
            before.ElapsedDays.ShouldBe(days);
        }
    }

    [Fact]
    public void Window_PreviousFiscalYear_HasItsOwnLeapDay()
    {
        var april = Of("Europe/Berlin", 4);
        var year = KpiPeriod.Containing(april, Granularity.Year, Day(2024, 6, 1));
        var window = EvaluationWindow.Of(april, year, april.StartOf(Day(2025, 5, 1)));
        window.ElapsedDays.ShouldBe(365);
        window.Previous(april).Period.Label.ShouldBe("2023");
        window.Previous(april).ElapsedDays.ShouldBe(366);
        KpiPeriod.Containing(april, Granularity.Quarter, Day(2024, 5, 1)).Previous(april).Label.ShouldBe("2023-Q4");
    }

    [Theory]
    [InlineData("2026-02", "2026-03-05", 1, 1)]
    [InlineData("2026-Q1", "2026-05-01", 3, 1)]
    [InlineData("2024", "2025-05-01", 12, 1)]
    [InlineData("2024", "2024-02-29", 2, 1)]
    [InlineData("2026-02", "2026-02-14", 14 * 48, 1_461)]
    [InlineData("2026-W10", "2026-05-01", 7 * 48, 1_461)]
    [InlineData("2026-01-01/2026-03-01", "2026-05-01", 2, 1)]
    public void Window_ElapsedMonths_AreWholeWhereTheDaysAre(string period, string asOfDate, long numerator, long denominator) =>
        EvaluationWindow.Of(Berlin, Parse(period), Berlin.StartOf(LocalDay.Parse(asOfDate, "date"))).ElapsedMonths.ShouldBe((numerator, denominator));

    [Fact]
    public void Window_PreviousPeriodShorterThanElapsed_IsTheWholePrevious()
    {
        var window = EvaluationWindow.Of(Berlin, Parse("2026-03"), Berlin.StartOf(Day(2026, 3, 30)));
        window.ElapsedDays.ShouldBe(30);
        window.Previous(Berlin).CutDay.ShouldBe(Day(2026, 3, 1));
    }

    [Fact]
    public void Window_LastInstantOfThePeriod_IsPartialWithAllDays()
    {
        var window = EvaluationWindow.Of(Berlin, Parse("2026-03"), Berlin.StartOf(Day(2026, 4, 1)) - Duration.Epsilon);
        window.IsPartial.ShouldBeTrue();
        window.CutDay.ShouldBe(Day(2026, 4, 1));
        window.CompleteDay.ShouldBe(Day(2026, 3, 31));
    }

    [Fact]
    public void Window_BeforeThePeriod_CountsNoDays()
    {
        var window = EvaluationWindow.Of(Berlin, Parse("2026-03"), Berlin.StartOf(Day(2026, 3, 1)) - Duration.Epsilon);
        window.HasBegun.ShouldBeFalse();
        window.ElapsedDays.ShouldBe(0);
    }

    [Fact]
    public void Period_AcrossDaylightSaving_HasWholeLocalDays()
    {
        var day = Parse("2026-03-29");
        (day.End - day.Start).ShouldBe(Duration.FromHours(23));
        day.Days.ShouldBe(1);
    }

    private static KpiPeriod Parse(string text) => PeriodParser.Parse(text, Berlin, 0);

    private static (TenantCalendar Calendar, KpiPeriod Period) KpiPeriodCase(int fiscal, Granularity granularity, int day)
    {
        var calendar = Of("Asia/Kathmandu", fiscal);
        return (calendar, KpiPeriod.Containing(calendar, granularity, day));
    }
}
