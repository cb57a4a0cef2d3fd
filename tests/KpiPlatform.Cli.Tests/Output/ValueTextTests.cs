using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Xunit;

namespace KpiPlatform.Cli.Tests.Output;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData(36.45, "percent", "36.5 %")]
    [InlineData(-36.45, "percent", "-36.5 %")]
    [InlineData(2.675, "EUR", "2.68 EUR")]
    [InlineData(1234567.885, "USD", "1,234,567.89 USD")]
    [InlineData(1234.5, "JPY", "1,235 JPY")]
    [InlineData(0.0005, "KWD", "0.001 KWD")]
    [InlineData(69659, "count", "69,659")]
    [InlineData(1.5, "count", "1.50")]
    [InlineData(42, "points", "42.0")]
    [InlineData(12.34, "hours", "12.3 h")]
    [InlineData(1e300, "count", null)]
    public void Format_Value_IsRoundedHalfAwayFromZeroWithItsUnit(double value, string unit, string? expected)
    {
        var text = ValueText.Format(value, unit);

        if (expected is null)
            text.Length.ShouldBeGreaterThan(300);
        else
            text.ShouldBe(expected);
    }

    [Fact]
    public void Format_NoValue_IsADash()
    {
        ValueText.Format(new IndicatorValue { Unit = "percent" }).ShouldBe("–");
        ValueText.Format(new IndicatorValue { Unit = "percent", Value = 0 }).ShouldBe("0.0 %");
        ValueText.Format(double.NaN, "count").ShouldBe("–");
    }

    [Fact]
    public void Format_Money_IsExact()
    {
        ValueText.Format(new Money { CurrencyCode = "EUR", Units = 1249, Nanos = 900_000_000 }).ShouldBe("1,249.90 EUR");
        ValueText.Format(new Money { CurrencyCode = "EUR", Nanos = 5_000_000 }).ShouldBe("0.005 EUR");
        ValueText.Format(new Money { CurrencyCode = "EUR", Units = -3, Nanos = -500_000_000 }).ShouldBe("-3.50 EUR");
    }

    [Fact]
    public void Sparkline_GapAndRange_AreDrawn()
    {
        Sparkline.Draw([1, null, 4.5, 8]).ShouldBe("▁·▅█");
        Sparkline.Draw([2, 2]).ShouldBe("▅▅");
        Sparkline.Draw([null]).ShouldBe("·");
        Sparkline.Draw([double.MinValue, double.MaxValue]).ShouldBe("▁█");
    }
}
