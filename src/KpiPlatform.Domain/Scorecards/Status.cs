namespace KpiPlatform.Domain.Scorecards;

/// <summary>How things stand. The numbers are those of the contract.</summary>
public enum Status
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>No value, too few observations, or too little of what is below has a value.</summary>
    Grey = 1,

    /// <summary>Far from the goal.</summary>
    Red = 2,

    /// <summary>Not there yet.</summary>
    Yellow = 3,

    /// <summary>At the goal, or close.</summary>
    Green = 4,
}
