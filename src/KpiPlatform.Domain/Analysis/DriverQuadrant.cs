namespace KpiPlatform.Domain.Analysis;

/// <summary>
/// Where a factor stands by importance and performance (J. A. Martilla, J. C. James, Importance-performance analysis, Journal of Marketing
/// 41, 1977). High is at least the mean over the factors compared.
/// </summary>
public enum DriverQuadrant
{
    /// <summary>Not placed: the factor has no importance of its own.</summary>
    None = 0,

    /// <summary>Important and rated low.</summary>
    ConcentrateHere = 1,

    /// <summary>Important and rated high.</summary>
    KeepUp = 2,

    /// <summary>Less important and rated low.</summary>
    LowPriority = 3,

    /// <summary>Less important and rated high.</summary>
    PossibleOverkill = 4,
}
