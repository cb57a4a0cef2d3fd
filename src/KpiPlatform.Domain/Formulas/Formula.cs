namespace KpiPlatform.Domain.Formulas;

/// <summary>A formula that was read and checked: what it is, what it rests on, and how it is computed. Immutable, thread-safe.</summary>
public sealed class Formula
{
    private readonly FormulaNode _root;
    private readonly FormulaShape _shape;
    private readonly FormulaBindings _bindings;

    internal Formula(FormulaNode root, FormulaShape shape, FormulaBindings bindings)
    {
        _root = root;
        _shape = shape;
        _bindings = bindings;
        Text = FormulaPrinter.Print(root);
        Ratio = FormulaRatio.Find(root);
    }

    /// <summary>The formula in its one spelling.</summary>
    public string Text { get; }

    /// <summary>Unit, e.g. "count", "percent", "money/count"; "ratio" for a plain number or a condition.</summary>
    public string Unit => _shape.Unit.Text;

    /// <summary>Whether it is a condition rather than a number.</summary>
    public bool IsCondition => _shape.IsCondition;

    /// <summary>Dimension of a vector; empty if it is none.</summary>
    public string Dimension => _shape.Dimension ?? string.Empty;

    /// <summary>Names of a vector's parts; empty if it is none.</summary>
    public IReadOnlyList<string> Components => _shape.Dimension is { } dimension ? _bindings.Dimensions[dimension].Names : [];

    /// <summary>Whether it adds up over the days of a period.</summary>
    public bool IsFlow => _shape.IsFlow;

    /// <summary>Whether it can be computed for a dimension value.</summary>
    public bool IsDimensional => _bindings.IsDimensional;

    /// <summary>Ids of the measures that it names, itself or through indicators, sorted.</summary>
    public IReadOnlyList<string> Measures => _bindings.AllMeasures;

    /// <summary>Ids of the indicators that it names itself, sorted.</summary>
    public IReadOnlyList<string> Indicators => [.. _bindings.Indicators.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Ids of the measures and indicators that it names itself, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _bindings.Measures.Keys.Concat(_bindings.Indicators.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Kinds of interaction that it is computed from, as far as its indicators say.</summary>
    internal IReadOnlyList<string> Inputs => [.. _bindings.Indicators.Values.SelectMany(indicator => indicator.Inputs).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Periods that it looks back, over all indicators that it names.</summary>
    public int PreviousPeriods => _bindings.PreviousPeriods;

    /// <summary>Most sums that it takes.</summary>
    internal int Sums => _bindings.Sums;

    /// <summary>Indicators along the longest chain of those that it names.</summary>
    internal int Chain => _bindings.Chain;

    /// <summary>Unit as an object.</summary>
    internal FormulaUnit FormulaUnit => _shape.Unit;

    /// <summary>The two parts, where it is a ratio but for a factor written down; else null.</summary>
    internal FormulaRatio? Ratio { get; }

    /// <summary>Computes it. Which sums it asks for does not depend on what it is answered.</summary>
    internal FormulaValue Compute(FormulaScope scope) => new FormulaComputation(_bindings).Of(_root, scope);

    /// <summary>Computes a part of it.</summary>
    internal FormulaValue Compute(FormulaNode part, FormulaScope scope) => new FormulaComputation(_bindings).Of(part, scope);
}
