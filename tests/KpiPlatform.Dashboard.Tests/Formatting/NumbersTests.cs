using KpiPlatform.Formatting;

namespace KpiPlatform.Dashboard.Tests.Formatting;

public class NumbersTests
{
    [Theory]
    [InlineData(36.45, "percent", "36.5 %")]
    [InlineData(1234.5, "EUR", "1,234.50 EUR")]
    [InlineData(1234.5, "JPY", "1,235 JPY")]
    [InlineData(42d, "count", "42")]
    [InlineData(42.25, "count", "42.25")]
    [InlineData(2.675, "ratio", "2.68")]
    [InlineData(12.04, "hours", "12.0 h")]
    [InlineData(3d, "EUR/count", "3.00 EUR/count")]
    [InlineData(double.NaN, "count", "–")]
    [InlineData(null, "count", "–")]
    public void Format_OfAValue_RoundsHalfAwayFromZero_AndNamesTheUnit(double? value, string unit, string expected) =>
        Numbers.Format(value, unit).ShouldBe(expected);

    [Theory]
    [InlineData(1.25, 1, "+1.3")]
    [InlineData(-1.25, 1, "−1.3")]
    [InlineData(0.04, 1, "0")]
    [InlineData(-0.04, 1, "0")]
    [InlineData(0.04, 2, "+0.04")]
    public void Signed_OfADifference_HasASign_UnlessItRoundsToNothing(double value, int decimals, string expected) =>
        Numbers.Signed(value, decimals).ShouldBe(expected);
}
