namespace KpiPlatform.Domain.Segments;

/// <summary>How a part of the customer performance indicator is scored: on a straight line from one value to another, and how much it weighs.</summary>
/// <param name="Part">The part.</param>
/// <param name="Weight">0 or more; relative to the others.</param>
/// <param name="Worst">Value that scores 0.</param>
/// <param name="Best">Value that scores 100; below <paramref name="Worst"/> where less is better.</param>
public sealed record PerformancePartSettings(PerformancePart Part, double Weight, double Worst, double Best)
{
    /// <summary>The score of a value, 0 to 100.</summary>
    public double Score(double value) => 100 * Math.Clamp((value - Worst) / (Best - Worst), 0, 1);
}
