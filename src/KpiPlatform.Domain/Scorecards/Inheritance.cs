namespace KpiPlatform.Domain.Scorecards;

/// <summary>What becomes of an observed value in a period without an observation of its own. The numbers are those of the contract.</summary>
public enum Inheritance
{
    /// <summary>Not said: Inherit.</summary>
    None = 0,

    /// <summary>The last value holds on until it is stale.</summary>
    Inherit = 1,

    /// <summary>There is no value.</summary>
    Absent = 2,
}
