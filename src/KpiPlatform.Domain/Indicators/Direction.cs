namespace KpiPlatform.Domain.Indicators;

/// <summary>What a value should do to be good. The numbers are those of the contract.</summary>
public enum Direction
{
    /// <summary>Neither is good in itself.</summary>
    None = 0,

    /// <summary>More is better.</summary>
    Increase = 1,

    /// <summary>Less is better.</summary>
    Decrease = 2,

    /// <summary>Within a band is best.</summary>
    Maintain = 3,
}
