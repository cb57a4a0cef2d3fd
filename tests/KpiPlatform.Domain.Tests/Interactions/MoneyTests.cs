using System.Numerics;
using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Tests.Interactions;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("KWD", 3)]
    [InlineData("TND", 3)]
    [InlineData("CLF", 4)]
    [InlineData("UGX", 0)]
    [InlineData("MGA", 2)]
    [InlineData("XCG", 2)]
    public void Currency_OfTheStandard_HasItsDigits(string code, int digits) => Currency.Of(code).Digits.ShouldBe(digits);

    [Theory]
    [InlineData("XAU")]
    [InlineData("XXX")]
    [InlineData("eur")]
    [InlineData("")]
    [InlineData("EURO")]
    public void Currency_NotOfTheStandard_IsNotFound(string code) => Currency.Find(code).ShouldBeNull();

    [Fact]
    public void Currency_All_AreThreeCapitalLetters() => Currency.All.ShouldAllBe(currency => currency.Code.Length == 3 && currency.Code.All(char.IsAsciiLetterUpper));

    [Theory]
    [InlineData(1_999, "USD", "0.9217", "EUR", 1_842)] // 19.99 × 0.9217 = 18.424783
    [InlineData(5_000, "JPY", "0.006123", "EUR", 3_062)] // 5000 × 0.006123 = 30.615, half away from zero
    [InlineData(-5_000, "JPY", "0.006123", "EUR", -3_062)]
    [InlineData(1_000, "KWD", "2.99", "EUR", 299)]
    [InlineData(100, "EUR", "163.5", "JPY", 164)] // 1.00 × 163.5 = 163.5
    [InlineData(1, "JPY", "0.004999999999999999", "EUR", 0)]
    [InlineData(1, "JPY", "0.005", "EUR", 1)]
    public void TryConvert_Rounds_HalfAwayFromZero(long amount, string from, string rate, string to, long expected)
    {
        Money.TryConvert(amount, Currency.Of(from), decimal.Parse(rate), Currency.Of(to), out var converted).ShouldBeTrue();

        converted.ShouldBe(expected);
    }

    [Fact]
    public void TryConvert_BeyondTheRange_IsFalse()
    {
        var euro = Currency.Of("EUR");
        var yen = Currency.Of("JPY");

        Money.TryConvert(Money.MaxUnits, yen, 1, euro, out var most).ShouldBeTrue();
        most.ShouldBe(Money.MaxUnits * 100);
        Money.TryConvert(Money.MaxUnits, yen, 1.1m, euro, out _).ShouldBeFalse();
        Money.TryConvert(long.MaxValue, yen, 999_999_999_999_999_999m, euro, out _).ShouldBeFalse();
    }

    [Fact]
    public void TryTotal_AnyQuantityAndPrice_IsExact()
    {
        var random = new Random(7);
        foreach (var currency in (Currency[])[Currency.Of("EUR"), Currency.Of("JPY"), Currency.Of("KWD"), Currency.Of("CLF")])
        {
            for (var i = 0; i < 2_000; i++)
            {
                var quantity = random.NextInt64(1, (long)Math.Pow(10, random.Next(1, 13)));
                var price = random.NextInt64(0, (long)Math.Pow(10, random.Next(1, 16)));

                Money.TryTotal(quantity / 1_000_000m, price / 1_000_000_000m, 1, currency, out var total).ShouldBeTrue();

                var divisor = BigInteger.Pow(10, 15);
                var exact = new BigInteger(quantity) * price * currency.MinorPerUnit;
                total.ShouldBe((long)(((exact * 2) + divisor) / (divisor * 2)), $"{quantity} × {price} {currency}");
            }
        }
    }
}
