namespace KpiPlatform.Domain.Alerts;

/// <summary>What of an indicator is held against what. The numbers are those of the contract.</summary>
public enum AlertConditionKind
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>The value against a number.</summary>
    Value = 1,

    /// <summary>The value's distance from a reference, in percent of the reference, against a number.</summary>
    Percent = 2,

    /// <summary>The status.</summary>
    Status = 3,

    /// <summary>The difference to the value that was known some time ago, against a number.</summary>
    Change = 4,
}
