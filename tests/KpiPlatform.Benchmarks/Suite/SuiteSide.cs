using KpiPlatform.Benchmarks.Suite.Measuring;

namespace KpiPlatform.Benchmarks.Suite;

/// <summary>One side of a ratio, or what stands behind a figure.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Rounds">A value of each round.</param>
internal sealed record SuiteSide(string What, string Unit, IReadOnlyList<double> Rounds)
{
    public double Median => Samples.Median(Rounds);

    public string Text => $"{What} {Samples.Text(Median)}{(Unit.StartsWith('/') ? string.Empty : " ")}{Unit}";
}
