using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// An additive measure by a text that nobody declared (a source, a product): 256 consecutive measure numbers, whose low byte and
/// 24 bits of dimension hold 32 bits of the text's hash. Two texts share a series with probability n²/2^33: for a thousand
/// texts about one in ten thousand. Immutable.
/// </summary>
/// <param name="Block">Place among the wide measures, from 0; their numbers are 4,096 + 256 × block and following.</param>
public readonly record struct WideMeasure(byte Block)
{
    private const int FirstNumber = 4_096;

    private int Number => FirstNumber + (Block << 8);

    /// <summary>Whether a measure number belongs to a wide measure.</summary>
    public static bool Holds(MeasureId measure) => measure.Value is >= FirstNumber and < 10_000;

    /// <summary>The hash of a text that decides its series.</summary>
    public static uint HashOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return (uint)Pseudonym.Of(text);
    }

    /// <summary>The hash that a series stands for, the same for all wide measures.</summary>
    public static uint HashOf(SeriesKey series) => ((uint)(series.Measure.Value & 0xFF) << 24) | series.Dimension.Value;

    /// <summary>The measure number within the block of a hash.</summary>
    public MeasureId MeasureOf(uint hash) => new((ushort)(Number + (hash >> 24)));

    /// <summary>The dimension value of a hash. Never the whole, which hashes that would be it give way to.</summary>
    public static DimensionValue DimensionOf(uint hash) => new((hash & 0xFFFFFF) is var low && low == 0 ? 1 : low);

    /// <summary>The series of a hash.</summary>
    public SeriesKey SeriesOf(uint hash) => SeriesKey.Of(MeasureOf(hash), Granularity.None, DimensionOf(hash));

    /// <summary>All series of the measure over some days.</summary>
    public SpanRange Over(int fromDay, int toDay) => new(
        SeriesKey.Of(new((ushort)Number), Granularity.None, new(1)),
        SeriesKey.Of(new((ushort)(Number + 0xFF)), Granularity.None, new(0xFFFFFF)),
        fromDay,
        toDay);
}
