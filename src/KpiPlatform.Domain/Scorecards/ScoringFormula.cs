using KpiPlatform.Domain.Formulas;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>
/// A performance as an expression over value, min, max, baseline and target, in the formula language but for what looks into the
/// tenant's measures. "No value" goes through everything but coalesce; dividing by 0 gives none. Immutable, thread-safe.
/// </summary>
internal sealed class ScoringFormula
{
    private static readonly string[] Names = ["value", "min", "max", "baseline", "target"];
    private readonly FormulaNode _root;

    private ScoringFormula(FormulaNode root) => _root = root;

    /// <summary>Reads a formula.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">INVALID_SCORING_FORMULA, naming the field and the place in the text.</exception>
    public static ScoringFormula Parse(string text, string field)
    {
        try
        {
            var root = FormulaParser.Parse(text);
            Check(root, field);
            return new(root);
        }
        catch (FormulaException exception)
        {
            throw Wrong(exception.In(text).Message, field);
        }
    }

    /// <summary>Computes it.</summary>
    /// <returns>The result, not clamped; null if it has none.</returns>
    public double? Compute(double value, double? min, double? max, double? baseline, double? target) =>
        Of(_root, name => name switch
        {
            "value" => value,
            "min" => min,
            "max" => max,
            "baseline" => baseline,
            _ => target,
        });

    private static void Check(FormulaNode node, string field)
    {
        switch (node)
        {
            case NumberNode:
                return;
            case NameNode name when name.Component.Length == 0 && Array.IndexOf(Names, name.Id) >= 0:
                return;
            case NegateNode negate:
                Check(negate.Operand, field);
                return;
            case NotNode not:
                Check(not.Operand, field);
                return;
            case BinaryNode binary:
                Check(binary.Left, field);
                Check(binary.Right, field);
                return;
            case CallNode { Function: FormulaFunction.If or FormulaFunction.Coalesce or FormulaFunction.Min or FormulaFunction.Max or FormulaFunction.Abs or FormulaFunction.Round or FormulaFunction.Percent } call:
                foreach (var argument in call.Arguments)
                    Check(argument, field);
                return;
            case NameNode name:
                throw Wrong($"'{Identity.DisplayText.Of(name.Id)}' at {node.Offset} is not known here: a scoring formula is over {string.Join(", ", Names)}", field);
            default:
                throw Wrong($"what stands at {node.Offset} looks into the tenant's measures; a scoring formula is over {string.Join(", ", Names)} only", field);
        }
    }

    private static double? Of(FormulaNode node, Func<string, double?> names)
    {
        var result = node switch
        {
            NumberNode number => number.Value.ToDouble(),
            NameNode name => names(name.Id),
            NegateNode negate => -Of(negate.Operand, names),
            NotNode not => Of(not.Operand, names) is { } operand ? Truth(operand == 0) : null,
            BinaryNode binary => Binary(binary.Operator, Of(binary.Left, names), Of(binary.Right, names)),
            CallNode call => Call(call, names),
            _ => null,
        };
        return result is { } value && double.IsFinite(value) ? result : null;
    }

    private static double? Binary(FormulaOperator operation, double? left, double? right)
    {
        if (left is not { } one || right is not { } other)
            return null;
        return operation switch
        {
            FormulaOperator.Or => Truth(one != 0 || other != 0),
            FormulaOperator.And => Truth(one != 0 && other != 0),
            FormulaOperator.Add => one + other,
            FormulaOperator.Subtract => one - other,
            FormulaOperator.Multiply => one * other,
            FormulaOperator.Divide => other == 0 ? null : one / other,
            FormulaOperator.Less => Truth(one < other),
            FormulaOperator.LessOrEqual => Truth(one <= other),
            FormulaOperator.Greater => Truth(one > other),
            FormulaOperator.GreaterOrEqual => Truth(one >= other),
            FormulaOperator.Equal => Truth(one == other),
            _ => Truth(one != other),
        };
    }

    private static double? Call(CallNode call, Func<string, double?> names)
    {
        var arguments = call.Arguments.Select(argument => Of(argument, names)).ToList();
        if (call.Function == FormulaFunction.Coalesce)
            return arguments.Find(argument => argument is not null);
        if (call.Function == FormulaFunction.If)
            return arguments[0] is { } condition ? condition != 0 ? arguments[1] : arguments[2] : null;
        if (arguments.Exists(argument => argument is null))
            return null;
        return call.Function switch
        {
            FormulaFunction.Min => arguments.Min(),
            FormulaFunction.Max => arguments.Max(),
            FormulaFunction.Abs => Math.Abs(arguments[0]!.Value),
            FormulaFunction.Round => Math.Round(arguments[0]!.Value, arguments.Count == 1 ? 0 : (int)Math.Clamp(arguments[1]!.Value, 0, 15), MidpointRounding.AwayFromZero),
            _ => Binary(FormulaOperator.Divide, 100 * arguments[0], arguments[1]),
        };
    }

    private static double Truth(bool condition) => condition ? 1 : 0;

    private static DomainException Wrong(string problem, string field) =>
        Invalid("INVALID_SCORING_FORMULA", $"The scoring formula cannot be read: {problem}.", field);
}
