namespace KpiPlatform.Domain.Alerts;

/// <summary>What percent are of. The numbers are those of the contract.</summary>
public enum AlertBase
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>The indicator's target in its scorecard.</summary>
    Target = 1,

    /// <summary>The indicator's baseline in its scorecard.</summary>
    Baseline = 2,

    /// <summary>The value of the period before, cut to the same elapsed days while this one is not over.</summary>
    PreviousPeriod = 3,
}
