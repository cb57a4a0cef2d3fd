using System.Collections.Frozen;

namespace KpiPlatform.Domain.Formulas;

/// <summary>How operators are written and how strongly they bind.</summary>
internal static class FormulaOperators
{
    /// <summary>Binding power of "not": weaker than a comparison, stronger than "and".</summary>
    public const int NotPower = 3;

    /// <summary>Binding power of a comparison; comparisons do not chain.</summary>
    public const int ComparisonPower = 4;

    /// <summary>Binding power of the sign "-".</summary>
    public const int NegatePower = 7;

    /// <summary>Binding power of what needs no parentheses anywhere.</summary>
    public const int AtomPower = 8;

    private static readonly (FormulaOperator Operator, string Text, int Power)[] All =
    [
        (FormulaOperator.Or, "or", 1),
        (FormulaOperator.And, "and", 2),
        (FormulaOperator.Equal, "=", ComparisonPower),
        (FormulaOperator.NotEqual, "!=", ComparisonPower),
        (FormulaOperator.Less, "<", ComparisonPower),
        (FormulaOperator.LessOrEqual, "<=", ComparisonPower),
        (FormulaOperator.Greater, ">", ComparisonPower),
        (FormulaOperator.GreaterOrEqual, ">=", ComparisonPower),
        (FormulaOperator.Add, "+", 5),
        (FormulaOperator.Subtract, "-", 5),
        (FormulaOperator.Multiply, "*", 6),
        (FormulaOperator.Divide, "/", 6),
    ];

    private static readonly FrozenDictionary<string, FormulaOperator> ByText = All.ToFrozenDictionary(entry => entry.Text, entry => entry.Operator, StringComparer.Ordinal);

    /// <summary>The operator of a token, or null.</summary>
    public static FormulaOperator? Find(FormulaToken token) =>
        token.Kind is FormulaTokenKind.Symbol or FormulaTokenKind.Word && ByText.TryGetValue(token.Text, out var found) ? found : null;

    /// <summary>How it is written.</summary>
    public static string TextOf(FormulaOperator operation) => All[(int)operation].Text;

    /// <summary>How strongly it binds, from 1.</summary>
    public static int PowerOf(FormulaOperator operation) => All[(int)operation].Power;

    /// <summary>Whether it compares two numbers.</summary>
    public static bool IsComparison(FormulaOperator operation) => PowerOf(operation) == ComparisonPower;

    /// <summary>Whether it joins two conditions.</summary>
    public static bool IsLogical(FormulaOperator operation) => operation is FormulaOperator.Or or FormulaOperator.And;
}
