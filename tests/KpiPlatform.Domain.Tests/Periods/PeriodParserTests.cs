using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Periods;
using static KpiPlatform.Domain.Tests.Periods.TestCalendars;

namespace KpiPlatform.Domain.Tests.Periods;

public sealed class PeriodParserTests
{
    private static readonly int Today = Day(2026, 3, 18);

    [Theory]
    [InlineData("1997-03-05", Granularity.Day, "1997-03-05", "1997-03-06")]
    [InlineData("1997-W10", Granularity.Week, "1997-03-03", "1997-03-10")]
    [InlineData("2020-W53", Granularity.Week, "2020-12-28", "2021-01-04")]
    [InlineData("1997-03", Granularity.Month, "1997-03-01", "1997-04-01")]
    [InlineData("1997-Q1", Granularity.Quarter, "1997-01-01", "1997-04-01")]
    [InlineData("1997", Granularity.Year, "1997-01-01", "1998-01-01")]
    [InlineData("1997-03-01/1997-06-01", Granularity.Custom, "1997-03-01", "1997-06-01")]
    [InlineData("1997-02-01/1997-03-01", Granularity.Month, "1997-02-01", "1997-03-01")]
    [InlineData("1997-07-01/1997-10-01", Granularity.Quarter, "1997-07-01", "1997-10-01")]
    [InlineData("this-day", Granularity.Day, "2026-03-18", "2026-03-19")]
    [InlineData("last-day", Granularity.Day, "2026-03-17", "2026-03-18")]
    [InlineData("this-week", Granularity.Week, "2026-03-16", "2026-03-23")]
    [InlineData("last-week", Granularity.Week, "2026-03-09", "2026-03-16")]
    [InlineData("this-month", Granularity.Month, "2026-03-01", "2026-04-01")]
    [InlineData("last-month", Granularity.Month, "2026-02-01", "2026-03-01")]
    [InlineData("this-quarter", Granularity.Quarter, "2026-01-01", "2026-04-01")]
    [InlineData("last-quarter", Granularity.Quarter, "2025-10-01", "2026-01-01")]
    [InlineData("this-year", Granularity.Year, "2026-01-01", "2027-01-01")]
    [InlineData("last-year", Granularity.Year, "2025-01-01", "2026-01-01")]
    [InlineData("last-7-days", Granularity.Custom, "2026-03-11", "2026-03-18")]
    [InlineData("last-28-days", Granularity.Custom, "2026-02-18", "2026-03-18")]
    [InlineData("last-30-days", Granularity.Custom, "2026-02-16", "2026-03-18")]
    [InlineData("last-90-days", Granularity.Custom, "2025-12-18", "2026-03-18")]
    [InlineData("last-365-days", Granularity.Custom, "2025-03-18", "2026-03-18")]
    public void Parse_Text_GivesThePeriod(string text, Granularity granularity, string from, string to)
    {
        var calendar = Of("Europe/Berlin");
        var period = PeriodParser.Parse(text, calendar, Today);

        period.Granularity.ShouldBe(granularity);
        LocalDay.Format(period.FromDay).ShouldBe(from);
        LocalDay.Format(period.ToDay).ShouldBe(to);
        period.Start.ShouldBe(calendar.StartOf(period.FromDay));
        period.End.ShouldBe(calendar.StartOf(period.ToDay));
    }

    [Theory]
    [InlineData("1997", "1997-04-01", "1998-04-01")]
    [InlineData("1997-Q1", "1997-04-01", "1997-07-01")]
    [InlineData("1997-Q4", "1998-01-01", "1998-04-01")]
    [InlineData("this-year", "2025-04-01", "2026-04-01")]
    public void Parse_FiscalYearFromApril_IsNamedAfterTheYearItStartsIn(string text, string from, string to)
    {
        var period = PeriodParser.Parse(text, Of("Europe/Berlin", 4), Today);
        LocalDay.Format(period.FromDay).ShouldBe(from);
        LocalDay.Format(period.ToDay).ShouldBe(to);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" 1997")]
    [InlineData("97")]
    [InlineData("1899")]
    [InlineData("3000")]
    [InlineData("1997-13")]
    [InlineData("1997-00")]
    [InlineData("1997-Q0")]
    [InlineData("1997-Q5")]
    [InlineData("1997-W00")]
    [InlineData("1997-W53")]
    [InlineData("1997-02-29")]
    [InlineData("1997-2-3")]
    [InlineData("1997-03-01/1997-03-01")]
    [InlineData("1997-03-02/1997-03-01")]
    [InlineData("1997-03-01/")]
    [InlineData("+997")]
    [InlineData("this-decade")]
    [InlineData("last-8-days")]
    [InlineData("last--days")]
    [InlineData("this-7-days")]
    [InlineData("THIS-MONTH")]
    [InlineData("１９９７")]
    public void Parse_AnythingElse_IsRefusedNamingTheField(string? text)
    {
        var error = Should.Throw<DomainException>(() => PeriodParser.Parse(text, Of("Etc/UTC"), Today, "request.period"));
        error.Kind.ShouldBe(ErrorKind.InvalidArgument);
        error.Reason.ShouldBe("INVALID_PERIOD");
        error.Field.ShouldBe("request.period");
    }

    [Fact]
    public void Parse_AnyText_ParsesOrIsRefused() =>
        Prop.ForAll(
            Gen.Elements("0123456789-/QWthislamon".ToCharArray()).ArrayOf().Select(characters => new string(characters)).ToArbitrary(),
            text =>
            {
                try
                {
                    var period = PeriodParser.Parse(text, Of("Etc/UTC"), Today);
                    return PeriodParser.Parse(period.Label, Of("Etc/UTC"), Today) == period;
                }
                catch (DomainException)
                {
                    return true;
                }
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Label_OfAnyPeriod_ParsesToTheSamePeriod() =>
        Prop.ForAll(
            (from zone in Gen.Elements(Zones)
             from fiscal in Gen.Choose(1, 12)
             from granularity in Gen.Elements(Granularities)
             from day in Gen.Choose(Day(1970, 1, 1), Day(2150, 1, 1))
             from length in Gen.Choose(1, 800)
             select (calendar: Of(zone, fiscal), granularity, day, length)).ToArbitrary(),
            @case =>
            {
                var calendarPeriod = KpiPeriod.Containing(@case.calendar, @case.granularity, @case.day);
                var span = KpiPeriod.Between(@case.calendar, @case.day, @case.day + @case.length);
                return PeriodParser.Parse(calendarPeriod.Label, @case.calendar, Today) == calendarPeriod
                    && PeriodParser.Parse(span.Label, @case.calendar, Today) == span;
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("this-month", true)]
    [InlineData("last-30-days", true)]
    [InlineData("1997-03", false)]
    [InlineData(null, false)]
    public void IsRelative_Text_SaysWhetherThePeriodMovesOn(string? text, bool expected) => PeriodParser.IsRelative(text).ShouldBe(expected);

    [Theory]
    [InlineData(7)]
    [InlineData(28)]
    [InlineData(30)]
    [InlineData(90)]
    [InlineData(365)]
    public void Parse_Trailing_IsTheDaysThatEndWithYesterday(int days)
    {
        var today = LocalDay.Parse("2026-03-30", "today");
        var calendar = new TenantCalendar(NodaTime.DateTimeZoneProviders.Tzdb["Europe/Berlin"]);
        var period = PeriodParser.Parse($"trailing-{days}d", calendar, today);
        (period.FromDay, period.ToDay).ShouldBe((today - days, today));
        period.ShouldBe(PeriodParser.Parse($"last-{days}-days", calendar, today));
        PeriodParser.IsRelative($"trailing-{days}d").ShouldBeTrue();
        Should.Throw<DomainException>(() => PeriodParser.Parse("trailing-8d", calendar, today)).Reason.ShouldBe("INVALID_PERIOD");
    }
}
