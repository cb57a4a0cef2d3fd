namespace KpiPlatform.Domain.Formulas;

/// <summary>What can be wrong with a formula. Stable; clients may act on them.</summary>
public static class FormulaReasons
{
    /// <summary>There is nothing to read.</summary>
    public const string Empty = "FORMULA_EMPTY";

    /// <summary>More characters than <see cref="FormulaLimits.MaxLength"/>.</summary>
    public const string TooLong = "FORMULA_TOO_LONG";

    /// <summary>More levels than <see cref="FormulaLimits.MaxDepth"/>, or a longer chain of indicators than <see cref="FormulaLimits.MaxChain"/>.</summary>
    public const string TooDeep = "FORMULA_TOO_DEEP";

    /// <summary>More nodes than <see cref="FormulaLimits.MaxNodes"/>, or more sums than <see cref="FormulaLimits.MaxSums"/>.</summary>
    public const string TooLarge = "FORMULA_TOO_LARGE";

    /// <summary>A character that no formula has.</summary>
    public const string UnexpectedCharacter = "UNEXPECTED_CHARACTER";

    /// <summary>A text without its closing quotation mark.</summary>
    public const string UnterminatedText = "UNTERMINATED_TEXT";

    /// <summary>A number that ends in a point, runs into a name, or has too many digits.</summary>
    public const string InvalidNumber = "INVALID_NUMBER";

    /// <summary>Something else was expected.</summary>
    public const string Syntax = "SYNTAX";

    /// <summary>A name that is no measure and no indicator.</summary>
    public const string UnknownName = "UNKNOWN_NAME";

    /// <summary>A name before "(" that is no function.</summary>
    public const string UnknownFunction = "UNKNOWN_FUNCTION";

    /// <summary>A component that the indicator does not have.</summary>
    public const string UnknownComponent = "UNKNOWN_COMPONENT";

    /// <summary>A dimension that the tenant has not declared.</summary>
    public const string UnknownDimension = "UNKNOWN_DIMENSION";

    /// <summary>A value that the dimension does not declare.</summary>
    public const string UnknownValue = "UNKNOWN_DIMENSION_VALUE";

    /// <summary>Too few or too many arguments.</summary>
    public const string ArgumentCount = "WRONG_ARGUMENT_COUNT";

    /// <summary>A condition where a number is wanted, a number where a condition is, or vectors of two dimensions.</summary>
    public const string WrongType = "WRONG_TYPE";

    /// <summary>Units that cannot be added, compared or chosen between.</summary>
    public const string UnitMismatch = "UNIT_MISMATCH";

    /// <summary>A stated unit that the formula does not have.</summary>
    public const string StatedUnit = "STATED_UNIT_MISMATCH";

    /// <summary>Something within over or at that is not kept by dimension.</summary>
    public const string NotDimensional = "NOT_DIMENSIONAL";

    /// <summary>Indicators that name each other in a circle.</summary>
    public const string Cycle = "FORMULA_CYCLE";
}
