using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Formulas;

/// <summary>
/// Computes a checked formula. Every part is computed, also the branch that a condition leaves out, so that what is asked for is
/// always the same. "No value" goes through everything but coalesce, which takes the first part that has one.
/// </summary>
internal sealed class FormulaComputation(FormulaBindings bindings)
{
    private static readonly Exact Hundred = Exact.Of(100);
    private static readonly NamedMeasure BaseAtEnd = MeasureCatalogue.Find("base_at_end")!;

    /// <summary>The value of a part.</summary>
    public FormulaValue Of(FormulaNode node, FormulaScope scope) => node switch
    {
        NumberNode number => new(FormulaNumber.Of(number.Value, null)),
        NameNode name => Name(name, scope),
        NegateNode negate => Each([Of(negate.Operand, scope)], of => FormulaNumber.Of(-of[0].Value, of[0].Sample)),
        NotNode not => Each([Of(not.Operand, scope)], of => FormulaNumber.Of(of[0].Value.IsZero, of[0].Sample)),
        BinaryNode binary => Each([Of(binary.Left, scope), Of(binary.Right, scope)], of => Binary(binary.Operator, of[0], of[1])),
        OverNode over => new(Of(over.Operand, scope).Whole, [.. bindings.Dimensions[over.Dimension].Values.Select(value => Of(over.Operand, scope.Slice(value)).Whole)]),
        AtNode at => Of(at.Operand, scope.Slice(bindings.Dimensions[at.Dimension].Find(at.Value)!.Value)),
        CallNode call => Call(call, scope),
        _ => throw new InvalidOperationException($"{node.GetType().Name} cannot be computed."),
    };

    private FormulaValue Name(NameNode name, FormulaScope scope) =>
        name.Component.Length == 0 && bindings.Measures.TryGetValue(name.Id, out var measure)
            ? new(scope.Read(measure))
            : scope.Read(bindings.Indicators[name.Id], name.Component);

    private FormulaValue Call(CallNode call, FormulaScope scope)
    {
        switch (call.Function)
        {
            case FormulaFunction.Previous:
                return Of(call.Arguments[0], scope.Previous());
            case FormulaFunction.Change:
                return Each([Of(call.Arguments[0], scope), Of(call.Arguments[0], scope.Previous())], of => Binary(FormulaOperator.Subtract, of[0], of[1]));
            case FormulaFunction.Growth:
                return Each([Of(call.Arguments[0], scope), Of(call.Arguments[0], scope.Previous())], of => Growth(of[0], of[1]));
            case FormulaFunction.PerCustomer:
                return Each([Of(call.Arguments[0], scope), new(scope.Read(BaseAtEnd))], of => Divide(of[0], of[1]));
            case FormulaFunction.PerDay:
                return Each([Of(call.Arguments[0], scope)], of => Divide(of[0], FormulaNumber.Of(Exact.Of(scope.Context.Window.ElapsedDays), null)));
            case FormulaFunction.PerMonth:
                return Each([Of(call.Arguments[0], scope)], of => Divide(of[0], Months(scope)));
        }

        var arguments = call.Arguments.Select(argument => Of(argument, scope)).ToList();
        return call.Function switch
        {
            FormulaFunction.If => FormulaValue.Combine(arguments, of => of[0].HasValue ? Chosen(of[0], of[0].Value.IsZero ? of[2] : of[1]) : of[0]),
            FormulaFunction.Coalesce => FormulaValue.Combine(arguments, of => of.FirstOrDefault(one => one.HasValue, of[^1])),
            FormulaFunction.Min => Each(arguments, of => Extreme(of, 1)),
            FormulaFunction.Max => Each(arguments, of => Extreme(of, -1)),
            FormulaFunction.Abs => Each(arguments, of => FormulaNumber.Of(of[0].Value.Abs(), of[0].Sample)),
            FormulaFunction.Round => Each(arguments, of => FormulaNumber.Of(of[0].Value.Round(of.Count == 1 ? 0 : (int)of[1].Value.Numerator), of[0].Sample)),
            FormulaFunction.Percent => Each(arguments, of => Percent(of[0], of[1])),
            _ => throw new InvalidOperationException($"{call.Function} cannot be computed."),
        };
    }

    /// <summary>Computes part by part from what has a value; else there is none, for the first reason.</summary>
    private static FormulaValue Each(IReadOnlyList<FormulaValue> values, Func<IReadOnlyList<FormulaNumber>, FormulaNumber> compute) =>
        FormulaValue.Combine(values, of =>
        {
            foreach (var one in of)
            {
                if (!one.HasValue)
                    return one;
            }

            return compute(of);
        });

    private static FormulaNumber Binary(FormulaOperator operation, FormulaNumber left, FormulaNumber right)
    {
        var most = Most(left.Sample, right.Sample);
        return operation switch
        {
            FormulaOperator.Or => FormulaNumber.Of(!left.Value.IsZero || !right.Value.IsZero, most),
            FormulaOperator.And => FormulaNumber.Of(!left.Value.IsZero && !right.Value.IsZero, most),
            FormulaOperator.Add => FormulaNumber.Of(left.Value + right.Value, most),
            FormulaOperator.Subtract => FormulaNumber.Of(left.Value - right.Value, most),
            FormulaOperator.Multiply => FormulaNumber.Of(left.Value * right.Value, left.Sample is { } one && right.Sample is { } other ? Math.Min(one, other) : most),
            FormulaOperator.Divide => Divide(left, right),
            _ => FormulaNumber.Of(Compare(operation, left.Value, right.Value), most),
        };
    }

    /// <summary>
    /// As doubles, each rounded once: so an indicator that came to 66.67 % as a double meets 200/3, as it meets it in a scorecard.
    /// </summary>
    private static bool Compare(FormulaOperator operation, Exact left, Exact right)
    {
        var order = left.ToDouble().CompareTo(right.ToDouble());
        return operation switch
        {
            FormulaOperator.Equal => order == 0,
            FormulaOperator.NotEqual => order != 0,
            FormulaOperator.Less => order < 0,
            FormulaOperator.LessOrEqual => order <= 0,
            FormulaOperator.Greater => order > 0,
            FormulaOperator.GreaterOrEqual => order >= 0,
            _ => throw new InvalidOperationException($"{operation} does not compare."),
        };
    }

    private static FormulaNumber Divide(FormulaNumber left, FormulaNumber right) =>
        right.Value.IsZero
            ? FormulaNumber.None(NoValueReason.DenominatorZero, right.Sample ?? left.Sample)
            : FormulaNumber.Of(left.Value / right.Value, right.Sample ?? left.Sample);

    /// <summary>What a condition chose; a number written down rests on what the condition rests on.</summary>
    private static FormulaNumber Chosen(FormulaNumber condition, FormulaNumber chosen) => chosen with { Sample = chosen.Sample ?? condition.Sample };

    private static FormulaNumber Percent(FormulaNumber part, FormulaNumber all)
    {
        var hundredfold = FormulaNumber.Of(Hundred * part.Value, part.Sample);
        return hundredfold.HasValue ? Divide(hundredfold, all) : hundredfold;
    }

    private static FormulaNumber Growth(FormulaNumber now, FormulaNumber before)
    {
        var ratio = Divide(now, before);
        return ratio.HasValue ? FormulaNumber.Of(ratio.Value - Exact.One, ratio.Sample) : ratio;
    }

    private static FormulaNumber Months(FormulaScope scope)
    {
        var (numerator, denominator) = scope.Context.Window.ElapsedMonths;
        return FormulaNumber.Of(Exact.Of(numerator, denominator), null);
    }

    private static FormulaNumber Extreme(IReadOnlyList<FormulaNumber> of, int sign)
    {
        var extreme = of[0];
        foreach (var one in of)
        {
            if (sign * (one.Value - extreme.Value).Numerator.Sign < 0)
                extreme = one;
        }

        return extreme with { Sample = of.Aggregate((long?)null, (most, one) => Most(most, one.Sample)) };
    }

    private static long? Most(long? one, long? other) => one is null ? other : other is null ? one : Math.Max(one.Value, other.Value);
}
