namespace KpiPlatform.Domain.Formulas;

/// <summary>Limits of formulas: what keeps reading and computing one cheap.</summary>
public static class FormulaLimits
{
    /// <summary>Most characters (UTF-16 units) of a formula.</summary>
    public const int MaxLength = 4_000;

    /// <summary>Most numbers, names, operators and functions of a formula.</summary>
    public const int MaxNodes = 1_000;

    /// <summary>Most levels of a formula: of parentheses, of functions within functions, of operators in a row.</summary>
    public const int MaxDepth = 128;

    /// <summary>Most indicators along a chain in which each names the next.</summary>
    public const int MaxChain = 16;

    /// <summary>Most periods that a formula looks back, over all indicators that it names.</summary>
    public const int MaxPrevious = 3;

    /// <summary>Most sums that a formula takes, over all indicators and dimension values.</summary>
    public const int MaxSums = 20_000;

    /// <summary>Most digits of a number.</summary>
    public const int MaxDigits = 30;
}
