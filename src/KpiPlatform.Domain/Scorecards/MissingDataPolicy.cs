namespace KpiPlatform.Domain.Scorecards;

/// <summary>What a child without a value is to its parent. The numbers are those of the contract.</summary>
public enum MissingDataPolicy
{
    /// <summary>Not said: Skip.</summary>
    None = 0,

    /// <summary>Left out; the weights of the others are renormalised.</summary>
    Skip = 1,

    /// <summary>Counts as performance 0.</summary>
    Zero = 2,

    /// <summary>The parent has no value either.</summary>
    NoValue = 3,
}
