namespace KpiPlatform.Domain.Measures;

/// <summary>What a measure is measured in, as formulas and clients see it.</summary>
public enum MeasureUnit
{
    /// <summary>A number of things: orders, customers, answers.</summary>
    Count,

    /// <summary>Whole units of the tenant's currency.</summary>
    Money,

    /// <summary>Days.</summary>
    Days,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Points of a scale, or of a loyalty programme.</summary>
    Points,

    /// <summary>Hundredths of a share.</summary>
    Percent,

    /// <summary>A plain number.</summary>
    Ratio,
}
