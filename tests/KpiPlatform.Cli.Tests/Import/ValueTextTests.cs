using KpiPlatform.Cli.Import.Mapping;
using NodaTime;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Import;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData("1.234,56", ',', '.', "1234.56")]
    [InlineData("1.234.567", ',', '.', "1234567")]
    [InlineData("-12,5", ',', '.', "-12.5")]
    [InlineData("1 234.5", '.', ' ', "1234.5")]
    [InlineData("12.5", '.', null, "12.5")]
    [InlineData(",5", ',', null, ".5")]
    [InlineData("12.5", ',', '.', null)]
    [InlineData("1.23.456", ',', '.', null)]
    [InlineData("12.5", ',', null, null)]
    [InlineData("1,5.5", ',', '.', null)]
    public void Number_Separators_AreReadAsDeclared(string text, char point, char? group, string? expected)
    {
        new NumberText(point, group).Normalise(text).ShouldBe(expected);
    }

    [Theory]
    [InlineData("iso", "2026-07-01", "2026-06-30T22:00:00Z")]
    [InlineData("iso", "2026-07-01 10:30", "2026-07-01T08:30:00Z")]
    [InlineData("iso", "2026-07-01T10:30:15.250", "2026-07-01T08:30:15.250Z")]
    [InlineData("iso", "2026-07-01T10:30:15Z", "2026-07-01T10:30:15Z")]
    [InlineData("iso", "2026-07-01 10:30:15+05:30", "2026-07-01T05:00:15Z")]
    [InlineData("iso", "2026-07-01T10:30-03:00", "2026-07-01T13:30:00Z")]
    [InlineData("unix", "1767225600.5", "2026-01-01T00:00:00.500Z")]
    [InlineData("unix_ms", "1767225600500", "2026-01-01T00:00:00.500Z")]
    [InlineData("dd.MM.yyyy HH:mm", "25.10.2026 02:30", "2026-10-25T00:30:00Z")]
    [InlineData("dd.MM.yyyy HH:mm", "29.03.2026 02:30", "2026-03-29T01:30:00Z")]
    [InlineData("yyyyMMdd HHmmss zzz", "20260701 103015 +02:00", "2026-07-01T08:30:15Z")]
    public void Time_Formats_GiveTheInstant(string format, string text, string expected)
    {
        // Berlin: summer time ends on 2026-10-25 (02:30 occurs twice, the first is taken) and begins on 2026-03-29.
        var times = new TimeText([format], DateTimeZoneProviders.Tzdb["Europe/Berlin"], LocalTime.Midnight);

        times.Parse(text)!.ToDateTimeOffset().ShouldBe(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("iso", "01.07.2026")]
    [InlineData("iso", "2026-02-30")]
    [InlineData("unix", "1e400")]
    [InlineData("unix", "999999999999999")]
    [InlineData("dd.MM.yyyy", "2026-07-01")]
    public void Time_OtherText_IsNone(string format, string text)
    {
        new TimeText([format], DateTimeZone.Utc, LocalTime.Midnight).Parse(text).ShouldBeNull();
    }

    [Theory]
    [InlineData("90", "s", 90)]
    [InlineData("1.5", "min", 90)]
    [InlineData("2:05", "s", 125)]
    [InlineData("1:00:30.5", "s", 3630.5)]
    [InlineData("0", "h", 0)]
    public void Duration_Forms_GiveTheSpan(string text, string unit, double seconds)
    {
        DurationText.Parse(text, NumberText.Plain, DurationText.Units[unit])!.ToTimeSpan().TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("1:70:00")]
    [InlineData("1:99")]
    [InlineData("a:10")]
    [InlineData("1:2:3:4")]
    [InlineData("1e300")]
    public void Duration_OtherText_IsNone(string text)
    {
        DurationText.Parse(text, NumberText.Plain, TimeSpan.FromSeconds(1)).ShouldBeNull();
    }
}
