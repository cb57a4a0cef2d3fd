using KpiPlatform.Domain.Statistics;

namespace KpiPlatform.Domain.Analysis;

/// <summary>A factor and how it goes with the outcome. Every number is null where <see cref="Omission"/> says so.</summary>
public sealed record FactorDrivers
{
    /// <summary>Name of the factor.</summary>
    public required string Name { get; init; }

    /// <summary>Answers that rate it.</summary>
    public required int Answers { get; init; }

    /// <summary>What is left out, and why.</summary>
    public DriverOmission Omission { get; init; }

    /// <summary>Mean score.</summary>
    public double? Mean { get; init; }

    /// <summary>Pearson's correlation of score and outcome.</summary>
    public double? Pearson { get; init; }

    /// <summary>Its 95 % interval.</summary>
    public ConfidenceInterval? PearsonInterval { get; init; }

    /// <summary>Spearman's correlation of score and outcome.</summary>
    public double? Spearman { get; init; }

    /// <summary>Part of R² that falls to the factor, 0 to 1, by <see cref="RelativeWeights"/>.</summary>
    public double? RelativeWeight { get; init; }

    /// <summary>The same in percent of R²; null where R² is 0.</summary>
    public double? RelativeImportancePercent { get; init; }

    /// <summary>Mean of the importance that customers stated; null if too few did.</summary>
    public double? StatedImportance { get; init; }

    /// <summary>Answers that state an importance.</summary>
    public int StatedAnswers { get; init; }

    /// <summary>Importance against performance.</summary>
    public DriverQuadrant Quadrant { get; init; }
}
