namespace KpiPlatform.Domain.Statistics;

/// <summary>A 95 % confidence interval, in the unit of the value that it belongs to.</summary>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Method">How it was computed: <see cref="WilsonInterval.Method"/>, <see cref="NewcombeInterval.Method"/> or <see cref="AdjustedWaldInterval.Method"/>.</param>
public sealed record ConfidenceInterval(double Lower, double Upper, string Method)
{
    /// <summary>Two-sided 95 % quantile of the normal distribution.</summary>
    internal const double Z95 = 1.959963984540054;
}
