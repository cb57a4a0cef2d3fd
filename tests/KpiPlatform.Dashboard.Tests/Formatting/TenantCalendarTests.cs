using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Dashboard.Formatting;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Tests.Formatting;

public class TenantCalendarTests
{
    private readonly TenantCalendar _berlin = new("Europe/Berlin");

    [Theory]
    [InlineData("2026-03-05T14:30", "2026-03-05T13:30:00Z")]
    [InlineData("2026-07-05 14:30", "2026-07-05T12:30:00Z")]
    [InlineData("2026-03-05", "2026-03-05T23:00:00Z")] // a day is over at its end
    [InlineData("2026-03-29T02:30", "2026-03-29T01:30:00Z")] // skipped by clocks: as much later as they were set
    public void Read_OfATime_IsLocal(string text, string expected) =>
        _berlin.Read(text).ShouldBe(Timestamp.FromDateTimeOffset(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("05/03/2026")]
    public void Read_OfSomethingElse_SaysHowToWriteIt(string text) =>
        Should.Throw<FormatException>(() => _berlin.Read(text)).Message.ShouldContain("Write 2026-03-05");

    [Theory]
    [InlineData("2026-03", Granularity.Month, "March 2026")]
    [InlineData("1997-W05", Granularity.Week, "Week 5, 1997")]
    [InlineData("2026-Q1", Granularity.Quarter, "Q1 2026")]
    [InlineData("2026", Granularity.Year, "2026")]
    [InlineData("2026-03-05", Granularity.Day, "5 March 2026")]
    [InlineData("1997-03-01/1997-06-01", Granularity.Custom, "1997-03-01/1997-06-01")]
    public void Title_OfAPeriod_IsForPeople(string label, Granularity granularity, string expected) =>
        TenantCalendar.Title(new Period { Label = label, Granularity = granularity }).ShouldBe(expected);
}
