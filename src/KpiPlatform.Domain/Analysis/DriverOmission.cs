namespace KpiPlatform.Domain.Analysis;

/// <summary>Why a factor, or a part of what could be said of it, is left out.</summary>
public enum DriverOmission
{
    /// <summary>Nothing is left out.</summary>
    None = 0,

    /// <summary>Fewer than <see cref="DriverAnalysis.MinimumAnswers"/> answers rate it: it has no numbers at all.</summary>
    TooFewAnswers = 1,

    /// <summary>All its scores, or all answers beside them, are the same: it has a mean but no correlation and no importance.</summary>
    DoesNotVary = 2,

    /// <summary>Too few answers rate it together with the other factors: it has a correlation but no relative importance.</summary>
    TooFewTogether = 3,
}
