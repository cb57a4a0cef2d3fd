namespace KpiPlatform.Domain.Indicators;

/// <summary>Why there is no value. Stable; clients may act on them.</summary>
public static class NoValueReason
{
    /// <summary>There is nothing to divide by, for instance no customers.</summary>
    public const string DenominatorZero = "DENOMINATOR_ZERO";

    /// <summary>Nobody has entered an observation for it by the end of the period.</summary>
    public const string NotObserved = "NOT_OBSERVED";

    /// <summary>The tenant's settings do not declare what it is computed by, for instance a region dimension.</summary>
    public const string NotDeclared = "NOT_DECLARED";

    /// <summary>Planned: it needs a model that there is not yet.</summary>
    public const string Planned = "PLANNED";

    /// <summary>Too few parts to compare: less than two channels with 30 answers each.</summary>
    public const string TooFewParts = "TOO_FEW_PARTS";

    /// <summary>The period begins after the instant as of which it is looked at.</summary>
    public const string PeriodNotBegun = "PERIOD_NOT_BEGUN";

    /// <summary>The part asked for does not exist in this period, for instance a month of a cohort that has not come yet.</summary>
    public const string ComponentAbsent = "COMPONENT_ABSENT";

    /// <summary>A number on the way is beyond what a double can hold.</summary>
    public const string NumberOutOfRange = "NUMBER_OUT_OF_RANGE";

    /// <summary>The tenant's formula names a measure whose past is still being counted; it has a value as soon as that is done.</summary>
    public const string NotCountedYet = "NOT_COUNTED_YET";

    /// <summary>The tenant's formula cannot be read by this version of the program: change it.</summary>
    public const string FormulaInvalid = "FORMULA_INVALID";

    /// <summary>The period has no observation of its own, and the scorecard does not inherit older ones.</summary>
    public const string NotObservedInPeriod = "NOT_OBSERVED_IN_PERIOD";

    /// <summary>The scorecard or indicator that it is taken over from does not exist, or not any more.</summary>
    public const string SourceNotFound = "SOURCE_NOT_FOUND";

    /// <summary>Scorecards take an indicator over from one another in a circle.</summary>
    public const string CascadeCycle = "CASCADE_CYCLE";

    /// <summary>The dimension's value was declared when the scorecard was defined, and is not any more.</summary>
    public const string DimensionGone = "DIMENSION_GONE";
}
