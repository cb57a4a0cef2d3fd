using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;

namespace KpiPlatform.Domain.Formulas;

/// <summary>Finds what the names of a formula stand for, and checks types, units and limits.</summary>
internal sealed class FormulaChecker
{
    /// <summary>Sums that a built-in indicator takes at most, cohorts aside.</summary>
    private const int SumsOfBuiltIn = 32;

    private const int MaxRoundDigits = 15;
    private readonly IFormulaNames _names;
    private readonly FormulaBindings _bindings = new();

    // Within over or at: the function's name. Sums there are taken once for each of so many values.
    private string? _slicedBy;
    private int _slices = 1;
    private int _previous;

    private FormulaChecker(IFormulaNames names) => _names = names;

    /// <summary>Checks a formula.</summary>
    /// <exception cref="FormulaException">What is wrong first, and where.</exception>
    public static Formula Check(FormulaNode root, IFormulaNames names)
    {
        var checker = new FormulaChecker(names);
        var shape = checker.Shape(root);
        return new(root, shape, checker._bindings);
    }

    private FormulaShape Shape(FormulaNode node) => node switch
    {
        NumberNode => FormulaShape.Number(FormulaUnit.Constant, null),
        NameNode name => Name(name),
        NegateNode negate => Number(negate.Operand),
        NotNode not => FormulaShape.Condition(Condition(not.Operand).Dimension),
        BinaryNode binary => Binary(binary),
        OverNode over => Over(over),
        AtNode at => At(at),
        CallNode call => Call(call),
        _ => throw new InvalidOperationException($"{node.GetType().Name} cannot be checked."),
    };

    private FormulaShape Name(NameNode name)
    {
        if (name.Component.Length == 0 && _names.Measure(name.Id) is { } measure)
        {
            _bindings.Measures[name.Id] = measure;
            Take(name.Offset, (measure.Quantity.Terms.Count + (measure.Divisor?.Terms.Count ?? 0) + (measure.Sample?.Terms.Count ?? 0)) * _slices);
            Dimensional(measure.IsDimensional, name);
            return FormulaShape.Number(FormulaUnit.Of(measure.Unit), null, measure.IsFlow);
        }

        if (_names.Indicator(name.Id, name.Offset) is not { } indicator)
            throw Unknown(name);
        _bindings.Indicators[name.Id] = indicator;
        if (name.Component.Length > 0 && !indicator.HasTenantComponents && !indicator.Components.Contains(name.Component, StringComparer.Ordinal))
        {
            throw new FormulaException(
                FormulaReasons.UnknownComponent, name.Offset, $"\"{DisplayText.Of(name.Component)}\" at {name.Offset} is no component of {name.Id}: it has {Known(indicator.Components)}", [.. indicator.Components.Take(FormulaFunctions.MaxArguments)]);
        }

        Dimensional(indicator.IsDimensional, name);
        var formula = (indicator as FormulaIndicator)?.Formula;
        Take(name.Offset, (formula?.Sums ?? SumsOfBuiltIn) * _slices);
        LookBack(name.Offset, formula?.PreviousPeriods ?? 0);
        if (formula is not null && (_bindings.Chain = Math.Max(_bindings.Chain, formula.Chain + 1)) > FormulaLimits.MaxChain)
            throw new FormulaException(FormulaReasons.TooDeep, name.Offset, $"'{name.Id}' at {name.Offset} makes a chain of more than {FormulaLimits.MaxChain} indicators that each name the next");
        var dimension = formula is { Dimension.Length: > 0 } && name.Component.Length == 0 ? formula.Dimension : null;
        if (dimension is not null)
            Dimension(dimension, name.Offset);
        return FormulaShape.Number(FormulaUnit.OfIndicator(indicator.Unit), dimension, indicator.IsFlow(name.Component));
    }

    private FormulaShape Binary(BinaryNode binary)
    {
        if (FormulaOperators.IsLogical(binary.Operator))
            return FormulaShape.Condition(Common(binary.Offset, Condition(binary.Left), Condition(binary.Right)));
        var left = Number(binary.Left);
        var right = Number(binary.Right);
        var dimension = Common(binary.Offset, left, right);
        switch (binary.Operator)
        {
            case FormulaOperator.Multiply:
                return FormulaShape.Number(left.Unit.Times(right.Unit), dimension, (left.IsFlow && right.Unit.IsConstant) || (right.IsFlow && left.Unit.IsConstant));
            case FormulaOperator.Divide:
                return FormulaShape.Number(left.Unit.Per(right.Unit), dimension, left.IsFlow && right.Unit.IsConstant);
        }

        var unit = Unified(binary.Offset, $"'{FormulaOperators.TextOf(binary.Operator)}'", left, right);
        return FormulaOperators.IsComparison(binary.Operator)
            ? FormulaShape.Condition(dimension)
            : FormulaShape.Number(unit, dimension, left.IsFlow && right.IsFlow);
    }

    private FormulaShape Over(OverNode over)
    {
        var dimension = Dimension(over.Dimension, over.DimensionOffset);
        var operand = Sliced(over.Offset, FormulaFunctions.Over, over.Operand, dimension.Values.Count + 1);
        return operand with { Dimension = dimension.Id };
    }

    private FormulaShape At(AtNode at)
    {
        var dimension = Dimension(at.Dimension, at.DimensionOffset);
        if (dimension.Find(at.Value) is null)
        {
            throw new FormulaException(
                FormulaReasons.UnknownValue, at.ValueOffset, $"\"{DisplayText.Of(at.Value)}\" at {at.ValueOffset} is no value of the dimension {at.Dimension}: it has {Known(dimension.Names)}", [.. dimension.Names.Take(FormulaFunctions.MaxArguments)]);
        }

        return Sliced(at.Offset, FormulaFunctions.At, at.Operand, 1);
    }

    private FormulaShape Sliced(int offset, string function, FormulaNode operand, int slices)
    {
        if (_slicedBy is not null)
            throw new FormulaException(FormulaReasons.NotDimensional, offset, $"{function} at {offset} stands within {_slicedBy}: numbers are kept by one dimension at a time");
        (_slicedBy, _slices) = (function, slices);
        var shape = Number(operand);
        (_slicedBy, _slices) = (null, 1);
        _bindings.IsDimensional = false;
        return shape;
    }

    private FormulaShape Call(CallNode call)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case FormulaFunction.If:
            {
                var condition = Condition(arguments[0]);
                var (then, otherwise) = (Shape(arguments[1]), Shape(arguments[2]));
                if (then.IsCondition != otherwise.IsCondition)
                    throw new FormulaException(FormulaReasons.WrongType, arguments[2].Offset, $"if gives {Kind(then)} or {Kind(otherwise)} at {arguments[2].Offset}: both must be the same");
                return new(then.IsCondition, Unified(call.Offset, "if", then, otherwise), Common(call.Offset, condition, then, otherwise), false);
            }

            case FormulaFunction.Min or FormulaFunction.Max or FormulaFunction.Coalesce:
            {
                var numbers = arguments.Select(Number).ToArray();
                return FormulaShape.Number(Unified(call.Offset, FormulaFunctions.NameOf(call.Function), numbers), Common(call.Offset, numbers));
            }

            case FormulaFunction.Abs:
                return Number(arguments[0]) with { IsFlow = false };
            case FormulaFunction.Round:
            {
                if (arguments.Count > 1 && (arguments[1] is not NumberNode { Value: { Denominator.IsOne: true } digits } || digits.Numerator > MaxRoundDigits))
                    throw new FormulaException(FormulaReasons.WrongType, arguments[1].Offset, $"expected a whole number of digits from 0 to {MaxRoundDigits} at {arguments[1].Offset}", "number");
                return Number(arguments[0]) with { IsFlow = false };
            }

            case FormulaFunction.Percent:
            {
                var (part, all) = (Number(arguments[0]), Number(arguments[1]));
                Unified(call.Offset, "percent", part, all);
                return FormulaShape.Number(FormulaUnit.Percent, Common(call.Offset, part, all));
            }

            case FormulaFunction.Previous:
                return Before(call) with { IsFlow = false };
            case FormulaFunction.Change:
                return Twice(call);
            case FormulaFunction.Growth:
                return Twice(call) with { Unit = FormulaUnit.Ratio };
            case FormulaFunction.PerCustomer:
                Dimensional(false, new NameNode(call.Offset, FormulaFunctions.NameOf(call.Function), string.Empty));
                Take(call.Offset, 2);
                return Per(arguments[0], FormulaUnit.Count);
            case FormulaFunction.PerDay:
                return Per(arguments[0], FormulaUnit.Days);
            case FormulaFunction.PerMonth:
                return Per(arguments[0], FormulaUnit.Months);
            default:
                throw new InvalidOperationException($"{call.Function} cannot be checked.");
        }
    }

    /// <summary>The argument, in this period and in the one before.</summary>
    private FormulaShape Twice(CallNode call)
    {
        Number(call.Arguments[0]);
        return Before(call) with { IsFlow = false };
    }

    private FormulaShape Before(CallNode call)
    {
        _previous++;
        LookBack(call.Offset, 0);
        var shape = call.Function == FormulaFunction.Previous ? Shape(call.Arguments[0]) : Number(call.Arguments[0]);
        _previous--;
        return shape;
    }

    private FormulaShape Per(FormulaNode node, FormulaUnit unit)
    {
        var shape = Number(node);
        return shape with { Unit = shape.Unit.IsConstant ? FormulaUnit.Ratio.Per(unit) : shape.Unit.Per(unit), IsFlow = false };
    }

    private FormulaShape Number(FormulaNode node)
    {
        var shape = Shape(node);
        return shape.IsCondition ? throw new FormulaException(FormulaReasons.WrongType, node.Offset, $"expected a number at {node.Offset}, found a condition: use if(condition, 1, 0)", "number") : shape;
    }

    private FormulaShape Condition(FormulaNode node)
    {
        var shape = Shape(node);
        return shape.IsCondition ? shape : throw new FormulaException(FormulaReasons.WrongType, node.Offset, $"expected a condition at {node.Offset}, found a number: compare it with something", "condition");
    }

    private static FormulaUnit Unified(int offset, string what, params ReadOnlySpan<FormulaShape> shapes)
    {
        var unit = FormulaUnit.Constant;
        foreach (var shape in shapes)
        {
            unit = unit.Unify(shape.Unit) ?? throw new FormulaException(
                FormulaReasons.UnitMismatch,
                offset,
                $"{what} at {offset} takes {unit} together with {shape.Unit}: their units differ"
                + (unit.IsPercent || shape.Unit.IsPercent ? "; percent(a, b) is 100 * a / b, in percent" : string.Empty));
        }

        return unit;
    }

    /// <summary>The dimension of vectors, which must be the same for all; null if there is none among them.</summary>
    private static string? Common(int offset, params ReadOnlySpan<FormulaShape> shapes)
    {
        string? dimension = null;
        foreach (var shape in shapes)
        {
            if (shape.Dimension is null)
                continue;
            if (dimension is not null && !string.Equals(dimension, shape.Dimension, StringComparison.Ordinal))
                throw new FormulaException(FormulaReasons.WrongType, offset, $"vectors over {dimension} and over {shape.Dimension} meet at {offset}: they have no parts in common");
            dimension = shape.Dimension;
        }

        return dimension;
    }

    private FormulaDimension Dimension(string id, int offset)
    {
        if (_bindings.Dimensions.TryGetValue(id, out var known))
            return known;
        for (var slot = 0; slot < _names.Dimensions.Count; slot++)
        {
            if (string.Equals(_names.Dimensions[slot].Id, id, StringComparison.Ordinal))
                return _bindings.Dimensions[id] = new(slot, _names.Dimensions[slot]);
        }

        var ids = _names.Dimensions.Select(dimension => dimension.Id).ToList();
        throw new FormulaException(FormulaReasons.UnknownDimension, offset, $"\"{DisplayText.Of(id)}\" at {offset} is no dimension: the tenant has declared {Known(ids)}", ids);
    }

    private void Dimensional(bool isDimensional, NameNode name)
    {
        if (isDimensional)
            return;
        if (_slicedBy is not null)
            throw new FormulaException(FormulaReasons.NotDimensional, name.Offset, $"{name.Id} at {name.Offset} is known for the whole tenant only, so it cannot stand within {_slicedBy}");
        _bindings.IsDimensional = false;
    }

    private void LookBack(int offset, int more)
    {
        _bindings.PreviousPeriods = Math.Max(_bindings.PreviousPeriods, _previous + more);
        if (_bindings.PreviousPeriods > FormulaLimits.MaxPrevious)
            throw new FormulaException(FormulaReasons.TooDeep, offset, $"at {offset} the formula looks back more than {FormulaLimits.MaxPrevious} periods");
    }

    private void Take(int offset, int sums)
    {
        if ((_bindings.Sums += sums) > FormulaLimits.MaxSums)
            throw new FormulaException(FormulaReasons.TooLarge, offset, $"at {offset} the formula comes to {_bindings.Sums} sums, more than {FormulaLimits.MaxSums}");
    }

    private FormulaException Unknown(NameNode name)
    {
        var near = NearestNames.Of(name.Id, _names.Ids);
        var hint = near.Count == 0 ? "list the measures and indicators for those there are" : $"did you mean {string.Join(" or ", near)}?";
        return new(FormulaReasons.UnknownName, name.Offset, $"'{DisplayText.Of(name.Id)}' at {name.Offset} is no measure and no indicator: {hint}", [.. near]);
    }

    private static string Known(IReadOnlyList<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(8)) + (names.Count > 8 ? ", …" : string.Empty);

    private static string Kind(FormulaShape shape) => shape.IsCondition ? "a condition" : "a number";
}
