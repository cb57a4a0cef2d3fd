namespace KpiPlatform.Domain.Indicators;

/// <summary>Why there is no value. Stable; clients may act on them.</summary>
public static class NoValueReason
{
    /// <summary>There is nothing to divide by, for instance no customers.</summary>
    public const string DenominatorZero = "DENOMINATOR_ZERO";

    /// <summary>The period begins after the instant as of which it is looked at.</summary>
    public const string PeriodNotBegun = "PERIOD_NOT_BEGUN";

    /// <summary>The part asked for does not exist in this period, for instance a month of a cohort that has not come yet.</summary>
    public const string ComponentAbsent = "COMPONENT_ABSENT";

    /// <summary>A number on the way is beyond what a double can hold.</summary>
    public const string NumberOutOfRange = "NUMBER_OUT_OF_RANGE";

    /// <summary>The tenant's formula cannot be read by this version of the program: change it.</summary>
    public const string FormulaInvalid = "FORMULA_INVALID";
}
