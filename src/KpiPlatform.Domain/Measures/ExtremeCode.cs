using System.Numerics;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// An integer as a number of 30 bits that keeps its order: sign, then a binary floating point number of 24 significant bits, cut off. Integers
/// up to 16,777,215 of either sign are alone with their code; greater ones share it with neighbours within 2^−23, and of those the one that is
/// roundest in decimal stands for all.
/// </summary>
public static class ExtremeCode
{
    /// <summary>Codes there are: 0 to this, exclusive.</summary>
    public const uint Count = 2 * Half;

    private const int Bits = 24;

    // Magnitudes below 2^24 are their own code; each further binary order takes 2^23 codes, up to 2^63.
    private const uint Half = (1u << Bits) + ((63 - Bits + 1) * (1u << (Bits - 1)));

    /// <summary>The code of a value: v ≤ w gives CodeOf(v) ≤ CodeOf(w).</summary>
    public static uint CodeOf(long value) => value >= 0 ? Half + Magnitude((ulong)value) : Half - 1 - Magnitude((ulong)-(value + 1));

    /// <summary>The value that stands for a code: the only one, or of several the one with most zeros at its end, next to their middle.</summary>
    public static long ValueOf(uint code)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(code, Count);
        return code >= Half ? Roundest(code - Half, 0) : -Roundest(Half - 1 - code, 1);
    }

    private static uint Magnitude(ulong value)
    {
        var drop = Math.Max(0, 64 - BitOperations.LeadingZeroCount(value) - Bits);
        return ((uint)drop << (Bits - 1)) + (uint)(value >> drop);
    }

    /// <summary>The roundest of the magnitudes of a code.</summary>
    /// <param name="magnitude">The code's magnitude.</param>
    /// <param name="more">1 where magnitudes count from −1, which has magnitude 0.</param>
    private static long Roundest(uint magnitude, int more)
    {
        var drop = Math.Max(0, (int)(magnitude >> (Bits - 1)) - 1);
        var first = (long)(magnitude - ((uint)drop << (Bits - 1))) << drop;
        var last = first + (1L << drop) - 1;
        first += more;
        last += last == long.MaxValue ? 0 : more;
        var middle = first + ((last - first) / 2);
        var round = middle;
        for (long power = 10; power <= last; power *= 10)
        {
            var below = middle / power * power;
            if (below >= first)
                round = below;
            else if (power <= last - below)
                round = below + power;
            else
                break;
            if (power > last / 10)
                break;
        }

        return round;
    }
}
