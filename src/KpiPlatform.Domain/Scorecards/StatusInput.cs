namespace KpiPlatform.Domain.Scorecards;

/// <summary>Which number a status rule looks at. The numbers are those of the contract.</summary>
public enum StatusInput
{
    /// <summary>Not said: Performance.</summary>
    None = 0,

    /// <summary>Performance, 0 to 100.</summary>
    Performance = 1,

    /// <summary>Progress from baseline to target in percent, unclamped.</summary>
    Progress = 2,

    /// <summary>The value, in its unit.</summary>
    Value = 3,

    /// <summary>value / target in percent; to decrease target / value. For targets above 0.</summary>
    PercentOfTarget = 4,
}
