namespace KpiPlatform.Domain.Scorecards;

/// <summary>How a status rule compares. The numbers are those of the contract.</summary>
public enum StatusComparison
{
    /// <summary>Not said: the rule always matches, for the last one.</summary>
    None = 0,

    /// <summary>At the threshold or above; equal meets.</summary>
    AtLeast = 1,

    /// <summary>At the threshold or below; equal meets.</summary>
    AtMost = 2,

    /// <summary>Above the threshold.</summary>
    Above = 3,

    /// <summary>Below the threshold.</summary>
    Below = 4,
}
