namespace KpiPlatform.Domain.Scorecards;

/// <summary>Why a status is grey. Stable; clients may act on them.</summary>
public static class GreyReason
{
    /// <summary>The indicator has no value; the value says why.</summary>
    public const string NoValue = "NO_VALUE";

    /// <summary>Fewer observations than minimum_sample.</summary>
    public const string BelowMinimumSample = "BELOW_MINIMUM_SAMPLE";
}
