namespace KpiPlatform.Domain.Analysis;

/// <summary>Limits of cohorts.</summary>
public static class CohortLimits
{
    /// <summary>Most steps after joining that are shown.</summary>
    public const int MaxSteps = 121;

    /// <summary>Most days of a rolling step.</summary>
    public const int MaxStepDays = 366;

    /// <summary>Most cohorts of an answer, over all dimension values.</summary>
    public const int MaxCohorts = 5_000;
}
