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

    /// <summary>Most other scorecards that one takes indicators over from.</summary>
    public const int MaxSourceScorecards = 16;

    /// <summary>Longest interval in days that can be said.</summary>
    public const int MaxDays = 3_660;

    /// <summary>Largest amount of an initiative, in whole units: cents of it are still exact in a double.</summary>
    public const double MaxAmount = 1e13;

    /// <summary>Most overrides that are kept of a scorecard, past ones included.</summary>
    public const int MaxOverrides = 2_000;

    /// <summary>Most UTF-8 bytes of a comment or of an override's reason.</summary>
    public const int MaxCommentBytes = 4_000;
}
