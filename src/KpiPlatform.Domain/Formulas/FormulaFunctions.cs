using System.Collections.Frozen;

namespace KpiPlatform.Domain.Formulas;

/// <summary>Names of functions, how many arguments they take, and the words that are no names.</summary>
internal static class FormulaFunctions
{
    /// <summary>over(dimension, x)</summary>
    public const string Over = "over";

    /// <summary>at(x, dimension: value)</summary>
    public const string At = "at";

    /// <summary>Most arguments of those that take any number.</summary>
    public const int MaxArguments = 64;

    private static readonly (FormulaFunction Function, string Name, int Min, int Max)[] All =
    [
        (FormulaFunction.If, "if", 3, 3),
        (FormulaFunction.Min, "min", 1, MaxArguments),
        (FormulaFunction.Max, "max", 1, MaxArguments),
        (FormulaFunction.Coalesce, "coalesce", 1, MaxArguments),
        (FormulaFunction.Abs, "abs", 1, 1),
        (FormulaFunction.Round, "round", 1, 2),
        (FormulaFunction.Percent, "percent", 2, 2),
        (FormulaFunction.Previous, "previous", 1, 1),
        (FormulaFunction.Change, "change", 1, 1),
        (FormulaFunction.Growth, "growth", 1, 1),
        (FormulaFunction.PerCustomer, "per_customer", 1, 1),
        (FormulaFunction.PerDay, "per_day", 1, 1),
        (FormulaFunction.PerMonth, "per_month", 1, 1),
    ];

    private static readonly FrozenDictionary<string, FormulaFunction> ByName = All.ToFrozenDictionary(entry => entry.Name, entry => entry.Function, StringComparer.Ordinal);

    /// <summary>The words that cannot be the id of a measure or an indicator, sorted.</summary>
    public static IReadOnlyList<string> Reserved { get; } = [.. All.Select(entry => entry.Name).Concat([Over, At, "and", "or", "not"]).Order(StringComparer.Ordinal)];

    /// <summary>All names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name).Concat([Over, At]).Order(StringComparer.Ordinal)];

    /// <summary>The function of a name, or null.</summary>
    public static FormulaFunction? Find(string name) => ByName.TryGetValue(name, out var found) ? found : null;

    /// <summary>The name of a function.</summary>
    public static string NameOf(FormulaFunction function) => All[(int)function].Name;

    /// <summary>Fewest and most arguments.</summary>
    public static (int Min, int Max) ArgumentsOf(FormulaFunction function) => (All[(int)function].Min, All[(int)function].Max);
}
