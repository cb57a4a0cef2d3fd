namespace KpiPlatform.Domain.Statistics;

/// <summary>
/// Interval of the difference of two independent values from the interval of each (G. Y. Zou, A. Donner, Construction of confidence limits
/// about effect measures: a general approach, Statistics in Medicine 27, 2008): the method of variance estimates recovery. Of two shares
/// with Wilson intervals it is <see cref="NewcombeInterval"/>.
/// </summary>
public static class DifferenceInterval
{
    /// <summary>Name of the method.</summary>
    public const string Method = "mover";

    /// <summary>The 95 % interval of the first value minus the second.</summary>
    /// <param name="value">First value.</param>
    /// <param name="interval">Its interval; holds it.</param>
    /// <param name="other">Second value.</param>
    /// <param name="otherInterval">Its interval; holds it.</param>
    public static ConfidenceInterval Of(double value, ConfidenceInterval interval, double other, ConfidenceInterval otherInterval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        ArgumentNullException.ThrowIfNull(otherInterval);
        var below = double.Hypot(value - interval.Lower, otherInterval.Upper - other);
        var above = double.Hypot(interval.Upper - value, other - otherInterval.Lower);
        return new(value - other - below, value - other + above, Method);
    }
}
