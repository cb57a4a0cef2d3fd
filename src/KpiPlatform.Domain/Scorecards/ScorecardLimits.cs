namespace KpiPlatform.Domain.Scorecards;

/// <summary>Limits of a scorecard.</summary>
public static class ScorecardLimits
{
    /// <summary>Most perspectives of a scorecard.</summary>
    public const int MaxPerspectives = 16;

    /// <summary>Most objectives of a perspective.</summary>
    public const int MaxObjectives = 32;

    /// <summary>Most indicators of an objective.</summary>
    public const int MaxIndicators = 32;

    /// <summary>Most indicators of a scorecard, so that evaluating it stays a matter of a few milliseconds.</summary>
    public const int MaxIndicatorsInAll = 1_000;

    /// <summary>Most UTF-8 bytes of a title or an owner.</summary>
    public const int MaxTitleBytes = 200;

    /// <summary>Most UTF-8 bytes of a description.</summary>
    public const int MaxDescriptionBytes = 4_000;
}
