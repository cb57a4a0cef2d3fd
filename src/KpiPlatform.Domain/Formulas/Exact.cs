using System.Globalization;
using System.Numerics;

namespace KpiPlatform.Domain.Formulas;

/// <summary>
/// A fraction of integers in lowest terms, so that 100 × 20 ÷ 30 is 200/3 and nothing near it. Arithmetic is exact up to
/// <see cref="MaxBits"/> bits; beyond, the result is rounded to the nearest double, which bounds what a formula costs.
/// Immutable; the default is 0.
/// </summary>
internal readonly struct Exact : IEquatable<Exact>
{
    /// <summary>Most bits of numerator or denominator that are kept exactly.</summary>
    public const int MaxBits = 1_024;

    private readonly BigInteger _denominatorLessOne;

    private Exact(BigInteger numerator, BigInteger denominator)
    {
        Numerator = numerator;
        _denominatorLessOne = denominator - 1;
    }

    /// <summary>0.</summary>
    public static Exact Zero => default;

    /// <summary>1.</summary>
    public static Exact One => new(BigInteger.One, BigInteger.One);

    /// <summary>Carries the sign.</summary>
    public BigInteger Numerator { get; }

    /// <summary>Greater than 0; 0 only of a number that <see cref="IsTooLarge"/>.</summary>
    public BigInteger Denominator => _denominatorLessOne + 1;

    /// <summary>Whether the arithmetic has left the range of doubles; such a number is good for nothing more.</summary>
    public bool IsTooLarge => Denominator.IsZero;

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => Numerator.IsZero;

    /// <summary>An integer.</summary>
    public static Exact Of(BigInteger value) => new(value, BigInteger.One);

    /// <summary>A fraction; the denominator is not 0.</summary>
    public static Exact Of(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
            throw new DivideByZeroException("A fraction has no denominator of 0.");
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return denominator.Sign < 0 ? new(-numerator / divisor, -denominator / divisor) : new(numerator / divisor, denominator / divisor);
    }

    /// <summary>Exactly what a finite double says.</summary>
    public static Exact OfDouble(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "Only a finite number is a fraction.");
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        if (exponent == 0)
            exponent++;
        else
            mantissa |= 1L << 52;
        if (bits < 0)
            mantissa = -mantissa;
        var shift = exponent - 1_075;
        return shift >= 0 ? Of(mantissa << shift) : Of(mantissa, BigInteger.One << -shift);
    }

    /// <summary>Reads digits with at most one point, as the lexer lets them through.</summary>
    public static Exact Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            ? Of(BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))
            : Of(BigInteger.Parse(text.Remove(point, 1), NumberStyles.None, CultureInfo.InvariantCulture), BigInteger.Pow(10, text.Length - point - 1));
    }

    /// <summary>The sum.</summary>
    public static Exact operator +(Exact left, Exact right) =>
        Bounded((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    /// <summary>The difference.</summary>
    public static Exact operator -(Exact left, Exact right) => left + -right;

    /// <summary>The opposite.</summary>
    public static Exact operator -(Exact value) => new(-value.Numerator, value.Denominator);

    /// <summary>The product.</summary>
    public static Exact operator *(Exact left, Exact right) => Bounded(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <summary>The quotient; the divisor is not 0.</summary>
    public static Exact operator /(Exact left, Exact right) => Bounded(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    /// <summary>Without its sign.</summary>
    public Exact Abs() => new(BigInteger.Abs(Numerator), Denominator);

    /// <summary>The nearest number of so many decimal places; half away from zero.</summary>
    /// <param name="digits">Decimal places, 0 or more.</param>
    public Exact Round(int digits)
    {
        var factor = BigInteger.Pow(10, digits);
        var magnitude = BigInteger.Abs(Numerator) * factor;
        var rounded = ((2 * magnitude) + Denominator) / (2 * Denominator);
        return Of(rounded * Numerator.Sign, factor);
    }

    /// <summary>The nearest double, to even; infinite beyond the range of doubles.</summary>
    public double ToDouble()
    {
        if (Numerator.IsZero)
            return 0;

        // A quotient of at least 66 bits, its last one "sticky" for everything cut off: converted once, so rounded once.
        var magnitude = BigInteger.Abs(Numerator);
        var shift = 66 - (int)(magnitude.GetBitLength() - Denominator.GetBitLength());
        var quotient = shift >= 0
            ? BigInteger.DivRem(magnitude << shift, Denominator, out var remainder)
            : BigInteger.DivRem(magnitude, Denominator << -shift, out remainder);
        if (!remainder.IsZero)
            quotient |= 1;
        return Numerator.Sign * Scale(quotient, -shift);
    }

    /// <inheritdoc/>
    public bool Equals(Exact other) => Numerator == other.Numerator && Denominator == other.Denominator;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Exact other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Numerator, _denominatorLessOne);

    /// <inheritdoc/>
    public override string ToString() => Denominator.IsOne ? Numerator.ToString(CultureInfo.InvariantCulture) : $"{Numerator}/{Denominator}";

    private static Exact Bounded(BigInteger numerator, BigInteger denominator)
    {
        var exact = Of(numerator, denominator);
        if (exact.Numerator.GetBitLength() <= MaxBits && exact.Denominator.GetBitLength() <= MaxBits)
            return exact;
        var rounded = exact.ToDouble();

        return double.IsFinite(rounded) ? OfDouble(rounded) : new(exact.Numerator.Sign, BigInteger.Zero);
    }

    /// <summary>Round-half-even of value × 2^exponent.</summary>
    private static double Scale(BigInteger value, int exponent)
    {
        var bits = (int)value.GetBitLength();

        // Doubles below 2^−1022 have fewer bits: the last one that counts is 2^−1074.
        var drop = Math.Max(bits - 53, -1_074 - exponent);
        if (drop > 0)
        {
            var kept = value >> drop;
            var rest = value - (kept << drop);
            var half = BigInteger.One << (drop - 1);
            var order = rest.CompareTo(half);
            if (order > 0 || (order == 0 && !kept.IsEven))
                kept++;
            value = kept;
            exponent += drop;
        }

        return Math.ScaleB((double)value, exponent);
    }
}
