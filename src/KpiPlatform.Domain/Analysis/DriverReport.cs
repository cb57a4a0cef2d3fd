namespace KpiPlatform.Domain.Analysis;

/// <summary>What <see cref="DriverAnalysis"/> found.</summary>
public sealed record DriverReport
{
    /// <summary>Answers looked at.</summary>
    public required int Answers { get; init; }

    /// <summary>Mean of the outcome over them; null without answers.</summary>
    public double? OutcomeMean { get; init; }

    /// <summary>By relative importance, the greatest first, then those without one by name.</summary>
    public required IReadOnlyList<FactorDrivers> Factors { get; init; }

    /// <summary>Answers that rate all factors with a relative importance.</summary>
    public int CompleteAnswers { get; init; }

    /// <summary>Share of the outcome's variance that these factors explain together, 0 to 1; the relative weights sum to it. Null without any.</summary>
    public double? RSquared { get; init; }
}
