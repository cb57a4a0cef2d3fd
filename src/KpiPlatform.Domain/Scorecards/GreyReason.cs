namespace KpiPlatform.Domain.Scorecards;

/// <summary>Why a status is grey. Stable; clients may act on them.</summary>
public static class GreyReason
{
    /// <summary>The indicator has no value; the value says why.</summary>
    public const string NoValue = "NO_VALUE";

    /// <summary>Fewer observations than minimum_sample.</summary>
    public const string BelowMinimumSample = "BELOW_MINIMUM_SAMPLE";

    /// <summary>The newest observation behind the value is older than the indicator allows.</summary>
    public const string Stale = "STALE";

    /// <summary>The indicator or its objective is retired: it counts no more.</summary>
    public const string Retired = "RETIRED";

    /// <summary>The scoring formula has no value for this value.</summary>
    public const string NoPerformance = "NO_PERFORMANCE";
}
