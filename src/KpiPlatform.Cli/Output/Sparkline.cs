namespace KpiPlatform.Cli.Output;

/// <summary>A series as one character each, from its least to its greatest value.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const char Missing = '·';

    /// <summary>One bar per value, "·" where there is none. All equal: bars of half height.</summary>
    public static string Draw(IReadOnlyList<double?> values)
    {
        var present = values.OfType<double>().Where(double.IsFinite).ToList();
        if (present.Count == 0)
            return new string(Missing, values.Count);
        var (min, max) = (present.Min(), present.Max());
        return string.Create(values.Count, values, (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = source[i] is { } value && double.IsFinite(value) ? Bar(value, min, max) : Missing;
        });
    }

    private static char Bar(double value, double min, double max)
    {
        if (max <= min)
            return Bars[Bars.Length / 2];
        // Halves first, so that the span of the largest doubles does not overflow.
        var share = ((value / 2) - (min / 2)) / ((max / 2) - (min / 2));
        return Bars[Math.Clamp((int)(share * Bars.Length), 0, Bars.Length - 1)];
    }
}
