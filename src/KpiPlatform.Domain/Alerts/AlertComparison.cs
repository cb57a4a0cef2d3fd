namespace KpiPlatform.Domain.Alerts;

/// <summary>On which side of the threshold it is bad. The numbers are those of the contract.</summary>
public enum AlertComparison
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>More than the threshold.</summary>
    Above = 1,

    /// <summary>The threshold or more.</summary>
    AtLeast = 2,

    /// <summary>Less than the threshold.</summary>
    Below = 3,

    /// <summary>The threshold or less.</summary>
    AtMost = 4,
}
