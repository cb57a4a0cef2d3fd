using System.Numerics;

namespace KpiPlatform.Domain.Interactions;

/// <summary>Exact conversion of money. Every result is rounded once, half away from zero; what does not fit is refused, never cut.</summary>
public static class Money
{
    /// <summary>Most whole units of an amount, of either sign: with four digits it still fits 64 bits in minor units.</summary>
    public const long MaxUnits = 92_233_720_368_547;

    /// <summary>Converts an amount of another currency: minor units of <paramref name="to"/> = amount × rate.</summary>
    /// <param name="amountMinor">Minor units of <paramref name="from"/>.</param>
    /// <param name="from">The currency sent.</param>
    /// <param name="rate">Units of <paramref name="to"/> per unit of <paramref name="from"/>.</param>
    /// <param name="to">The tenant's currency.</param>
    /// <param name="convertedMinor">Minor units of <paramref name="to"/>.</param>
    /// <returns>False if the result is beyond <see cref="MaxUnits"/>.</returns>
    public static bool TryConvert(long amountMinor, Currency from, decimal rate, Currency to, out long convertedMinor) =>
        TryRound(new BigInteger(amountMinor), from.Digits, rate, 1, to, out convertedMinor);

    /// <summary>Total of a line: minor units of <paramref name="to"/> = quantity × unit price × rate.</summary>
    /// <param name="quantity">Quantity.</param>
    /// <param name="unitPrice">Price of one in whole units of the currency sent.</param>
    /// <param name="rate">1 where that is the tenant's.</param>
    /// <param name="to">The tenant's currency.</param>
    /// <param name="totalMinor">Minor units of <paramref name="to"/>.</param>
    /// <returns>False if the result is beyond <see cref="MaxUnits"/>.</returns>
    public static bool TryTotal(decimal quantity, decimal unitPrice, decimal rate, Currency to, out long totalMinor)
    {
        // Mostly few of something not too dear. Then the product has at most 10 + 15 + 3 = 28 digits: decimal holds it exactly.
        if (rate == 1 && to.Digits <= 3 && Math.Abs(quantity) < 100_000 && Math.Abs(unitPrice) < 100_000 && quantity.Scale + unitPrice.Scale <= 15)
        {
            totalMinor = (long)Math.Round(quantity * unitPrice * to.MinorPerUnit, MidpointRounding.AwayFromZero);
            return true;
        }

        var (mantissa, scale) = Parts(unitPrice);
        return TryRound(mantissa, scale, rate, quantity, to, out totalMinor);
    }

    private static bool TryRound(BigInteger mantissa, int scale, decimal rate, decimal factor, Currency to, out long minor)
    {
        var (rateMantissa, rateScale) = Parts(rate);
        var (factorMantissa, factorScale) = Parts(factor);
        var product = mantissa * rateMantissa * factorMantissa * to.MinorPerUnit;
        var divisor = BigInteger.Pow(10, scale + rateScale + factorScale);
        var magnitude = BigInteger.Abs(product);
        var rounded = ((magnitude * 2) + divisor) / (divisor * 2);
        minor = 0;
        if (rounded > new BigInteger(MaxUnits) * to.MinorPerUnit)
            return false;
        minor = (long)rounded * product.Sign;
        return true;
    }

    /// <summary>value = mantissa ÷ 10^scale.</summary>
    private static (BigInteger Mantissa, int Scale) Parts(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = new BigInteger(new decimal(bits[0], bits[1], bits[2], value < 0, 0));
        return (mantissa, (bits[3] >> 16) & 0xFF);
    }
}
