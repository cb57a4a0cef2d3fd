using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using KpiPlatform.Domain.Formulas;

namespace KpiPlatform.Domain.Tests.Formulas;

public sealed class ExactTests
{
    [Fact]
    public void ToDouble_OfADouble_IsTheDouble() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), bits =>
        {
            var value = BitConverter.Int64BitsToDouble(bits);
            return !double.IsFinite(value) || Exact.OfDouble(value).ToDouble().Equals(value == 0 ? 0 : value);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void ToDouble_OfARatioOfWholeNumbers_IsTheNearestDouble()
    {
        // The processor's division of two integers that are doubles is rounded once, too.
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            long numerator = random.NextInt64(-(1L << 53), 1L << 53), denominator = random.NextInt64(1, 1L << 53);
            Exact.Of(numerator, denominator).ToDouble().ShouldBe((double)numerator / denominator);
        }

        Exact.Of(2_000, 30).ToDouble().ShouldBe(200.0 / 3);
        Exact.Of(1, 3).ToDouble().ShouldBe(1.0 / 3);
    }

    [Theory]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(-double.MaxValue)]
    [InlineData(2.2250738585072014E-308)]
    [InlineData(2.2250738585072009E-308)]
    public void ToDouble_AtTheEdges_IsTheSame(double value) => Exact.OfDouble(value).ToDouble().ShouldBe(value);

    [Fact]
    public void Arithmetic_IsExact()
    {
        var third = Exact.Of(1, 3);
        (third + third + third).Equals(Exact.One).ShouldBeTrue();
        (third * Exact.Of(3)).Equals(Exact.One).ShouldBeTrue();
        (third - third).IsZero.ShouldBeTrue();
        (Exact.One / third).ToString().ShouldBe("3");
        Exact.Parse("0.10").ToString().ShouldBe("1/10");
        Exact.Of(2, -4).ToString().ShouldBe("-1/2");
        (-third).Abs().Equals(third).ShouldBeTrue();
        default(Exact).Equals(Exact.Zero).ShouldBeTrue();
        default(Exact).Denominator.ShouldBe(BigInteger.One);
        Should.Throw<DivideByZeroException>(() => Exact.Of(1, 0));
    }

    [Theory]
    [InlineData(5, 2, 0, "3")]
    [InlineData(-5, 2, 0, "-3")]
    [InlineData(1, 8, 2, "13/100")]
    [InlineData(-1, 8, 2, "-13/100")]
    [InlineData(1, 3, 3, "333/1000")]
    [InlineData(7, 1, 4, "7")]
    public void Round_HalfAwayFromZero(long numerator, long denominator, int digits, string rounded) =>
        Exact.Of(numerator, denominator).Round(digits).ToString().ShouldBe(rounded);

    [Fact]
    public void Arithmetic_BeyondTheBits_IsRoundedAndStaysBounded()
    {
        var value = Exact.Of(BigInteger.Pow(3, 600), BigInteger.Pow(7, 340));
        for (var i = 0; i < 50; i++)
        {
            value *= Exact.Of(10_007, 10_009);
            value.Numerator.GetBitLength().ShouldBeLessThanOrEqualTo(Exact.MaxBits + 100);
            value.Denominator.GetBitLength().ShouldBeLessThanOrEqualTo(Exact.MaxBits + 100);
        }

        value.ToDouble().ShouldBe(Math.Pow(3, 600) / Math.Pow(7, 340) * Math.Pow(10_007.0 / 10_009, 50), value.ToDouble() * 1e-9);
        var huge = Exact.OfDouble(double.MaxValue);
        (huge * huge).IsTooLarge.ShouldBeTrue();
        (huge - huge).IsTooLarge.ShouldBeFalse();
        (huge / huge).Equals(Exact.One).ShouldBeTrue();
    }
}
