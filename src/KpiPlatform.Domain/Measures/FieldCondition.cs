using KpiPlatform.Domain.Formulas;
using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Measures;

/// <summary>
/// A condition on a field: <c>purchase.amount >= 100</c>, <c>channel = "web"</c>, <c>attribute:plan in ["gold", "silver"]</c>,
/// <c>call.transferred = true</c>. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// Amounts are in whole units of the tenant's currency, durations in seconds. A path through a list holds if it does for one of
/// its entries. What is missing (a label that was not sent) equals nothing: only != and not in hold of it.
/// </remarks>
public sealed class FieldCondition
{
    private readonly FieldPath _path;
    private readonly FormulaOperator _comparison;
    private readonly HashSet<string> _texts;
    private readonly decimal _number;
    private readonly HashSet<decimal> _numbers;
    private readonly bool _isNegated;

    private FieldCondition(FieldPath path, FormulaOperator comparison, bool isNegated, IReadOnlyList<string> texts, IReadOnlyList<decimal> numbers)
    {
        _path = path;
        _comparison = comparison;
        _isNegated = isNegated;
        _texts = new(texts, StringComparer.Ordinal);
        _numbers = [.. numbers];
        _number = numbers.Count > 0 ? numbers[0] : 0;
    }

    /// <summary>The field.</summary>
    public FieldPath Path => _path;

    /// <summary>Reads a condition.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="currency">The tenant's currency.</param>
    /// <returns>The condition, or what is wrong with it first.</returns>
    internal static (FieldCondition? Condition, FormulaError? Error) Parse(string text, Currency currency)
    {
        try
        {
            return (new FieldConditionReader(text, currency).Read(), null);
        }
        catch (FormulaException exception)
        {
            return (null, exception.In(text));
        }
    }

    /// <summary>Makes one of its parts.</summary>
    internal static FieldCondition Of(FieldPath path, FormulaOperator comparison, bool isNegated, IReadOnlyList<string> texts, IReadOnlyList<decimal> numbers) =>
        new(path, comparison, isNegated, texts, numbers);

    /// <summary>Whether it holds.</summary>
    /// <param name="interaction">The interaction.</param>
    /// <param name="attribute">Finds an attribute of the customer in force, or null.</param>
    public bool Holds(Interaction interaction, Func<string, string?> attribute) =>
        _isNegated != (_path.IsNumber ? _path.Numbers(interaction).Any(Holds) : _path.Texts(interaction, attribute).Any(_texts.Contains));

    private bool Holds(long number) => _comparison switch
    {
        FormulaOperator.Less => number < _number,
        FormulaOperator.LessOrEqual => number <= _number,
        FormulaOperator.Greater => number > _number,
        FormulaOperator.GreaterOrEqual => number >= _number,
        _ => _numbers.Contains(number),
    };
}
