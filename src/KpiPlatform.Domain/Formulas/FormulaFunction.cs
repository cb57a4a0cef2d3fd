namespace KpiPlatform.Domain.Formulas;

/// <summary>Functions whose arguments are all formulas.</summary>
internal enum FormulaFunction
{
    /// <summary>if(condition, a, b)</summary>
    If,

    /// <summary>min(a, b, …)</summary>
    Min,

    /// <summary>max(a, b, …)</summary>
    Max,

    /// <summary>coalesce(a, b, …): the first that has a value.</summary>
    Coalesce,

    /// <summary>abs(x)</summary>
    Abs,

    /// <summary>round(x) or round(x, digits), half away from zero.</summary>
    Round,

    /// <summary>percent(a, b) = 100 × a ÷ b</summary>
    Percent,

    /// <summary>previous(x): x in the period before.</summary>
    Previous,

    /// <summary>change(x) = x − previous(x)</summary>
    Change,

    /// <summary>growth(x) = x ÷ previous(x) − 1</summary>
    Growth,

    /// <summary>per_customer(x) = x ÷ base_at_end</summary>
    PerCustomer,

    /// <summary>per_day(x) = x ÷ elapsed days</summary>
    PerDay,

    /// <summary>per_month(x) = x ÷ elapsed months</summary>
    PerMonth,
}
