using KpiPlatform.Benchmarks.Suite.Measuring;

namespace KpiPlatform.Benchmarks.Suite;

/// <summary>One line of the page.</summary>
/// <param name="Point">Number of the point it belongs to.</param>
/// <param name="Name">What it says.</param>
/// <param name="Unit">"x" for a ratio.</param>
/// <param name="Rounds">A value of each round.</param>
/// <param name="Aim">What it is to reach; null if it is told for its own sake.</param>
/// <param name="Sides">What the values were computed from; of a ratio the measured one and then the one beside it.</param>
internal sealed record SuiteRow(int Point, string Name, string Unit, IReadOnlyList<double> Rounds, SuiteAim? Aim, IReadOnlyList<SuiteSide> Sides)
{
    public double Median => Samples.Median(Rounds);

    public double Lowest => Rounds.Min();

    public double Highest => Rounds.Max();

    /// <summary>Whether the median reaches the aim; null without one.</summary>
    public bool? IsReached => Aim?.IsReached(Median);

    /// <summary>Whether every round gave a number.</summary>
    public bool IsFinite => Rounds.Count > 0 && Rounds.All(double.IsFinite) && Sides.All(side => side.Rounds.All(double.IsFinite));
}
