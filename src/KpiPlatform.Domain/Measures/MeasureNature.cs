namespace KpiPlatform.Domain.Measures;

/// <summary>What a measure says about a period. The numbers are those of the contract.</summary>
public enum MeasureNature
{
    /// <summary>What happened in the period; adds up over its days, up to the cut.</summary>
    Flow = 1,

    /// <summary>What there was when the period began.</summary>
    StockAtStart = 2,

    /// <summary>What there was when the period ended, or is at the cut.</summary>
    StockAtEnd = 3,

    /// <summary>Everything from the beginning up to the end of the period, or the cut.</summary>
    Lifetime = 4,
}
