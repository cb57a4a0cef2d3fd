namespace KpiPlatform.Domain.Journal;

/// <summary>How a condition compares.</summary>
public enum Comparison
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Not equal, or without a value.</summary>
    NotEqual,

    /// <summary>Less.</summary>
    Less,

    /// <summary>Less or equal.</summary>
    LessOrEqual,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or equal.</summary>
    GreaterOrEqual,

    /// <summary>Starts with; only for CustomerId and attributes.</summary>
    StartsWith,

    /// <summary>Has a value, whatever it is.</summary>
    Present,
}
