using System.Numerics;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Formulas;

/// <summary>
/// What a formula is being computed for, with the scopes for the period before and for dimension values. An indicator that
/// several formulas name is computed once in each. Not thread-safe.
/// </summary>
internal sealed class FormulaScope(IndicatorContext context, ICellReader cells)
{
    private readonly Dictionary<(Indicator Indicator, string Component), FormulaValue> _computed = [];
    private readonly Dictionary<DimensionValue, FormulaScope> _slices = [];
    private FormulaScope? _previous;

    /// <summary>Tenant, period and dimension value.</summary>
    public IndicatorContext Context { get; } = context;

    /// <summary>The sums.</summary>
    public ICellReader Cells { get; } = cells;

    /// <summary>The same for the period before.</summary>
    public FormulaScope Previous() => _previous ??= new(Context.Previous(), Cells);

    /// <summary>The same for a dimension value.</summary>
    public FormulaScope Slice(DimensionValue value)
    {
        if (!_slices.TryGetValue(value, out var slice))
            _slices.Add(value, slice = new(Context with { Dimension = value }, Cells));
        return slice;
    }

    /// <summary>The number of a measure.</summary>
    public FormulaNumber Read(NamedMeasure measure)
    {
        var minorPerUnit = measure.Unit == MeasureUnit.Money ? Context.Currency.MinorPerUnit : 1;
        if (measure.Ranked is { } ranked)
        {
            var (count, value) = ranked.Read(Context, Cells);
            return value is { } found
                ? FormulaNumber.Of(Exact.OfDouble(found) / Exact.Of(measure.Scale * minorPerUnit), count)
                : FormulaNumber.None(NoValueReason.DenominatorZero, 0);
        }

        var quantity = measure.Quantity.Read(Context, Cells);
        var divisor = measure.Divisor?.Read(Context, Cells);
        var sample = measure.Sample?.Read(Context, Cells) ?? divisor ?? (measure.Unit == MeasureUnit.Count ? quantity : null);
        if (divisor == 0)
            return FormulaNumber.None(NoValueReason.DenominatorZero, sample);
        return FormulaNumber.Of(Exact.Of(quantity, new BigInteger(measure.Scale) * minorPerUnit * (divisor ?? 1)), sample);
    }

    /// <summary>The value of an indicator, or of one of its components.</summary>
    public FormulaValue Read(Indicator indicator, string component)
    {
        if (_computed.TryGetValue((indicator, component), out var value))
            return value;
        value = indicator is FormulaIndicator own
            ? component.Length == 0 ? own.Formula.Compute(this) : new(PartOf(own, component))
            : new(NumberOf(component.Length == 0 ? indicator.Evaluate(Context, Cells) : indicator.Evaluate(Context, Cells).OfComponent(component)));
        _computed.Add((indicator, component), value);
        return value;
    }

    /// <summary>A part of a vector that is computed here once for all of its parts: a chain of vectors that name each other's parts must not begin anew for each.</summary>
    private FormulaNumber PartOf(FormulaIndicator indicator, string component)
    {
        var vector = Read(indicator, string.Empty);
        var index = indicator.Components.TakeWhile(id => !string.Equals(id, component, StringComparison.Ordinal)).Count();
        var part = index < vector.Parts?.Count ? vector.Parts[index] : FormulaNumber.None(NoValueReason.ComponentAbsent, null);
        return part.HasValue ? part with { Sample = vector.Whole.Sample } : FormulaNumber.None(vector.Whole.HasValue ? NoValueReason.ComponentAbsent : vector.Whole.NoValueReason, vector.Whole.Sample);
    }

    private static FormulaNumber NumberOf(IndicatorValue value) =>
        value.Value is not { } number ? FormulaNumber.None(value.NoValueReason, value.SampleSize)
        : double.IsFinite(number) ? FormulaNumber.Of(Exact.OfDouble(number), value.SampleSize)
        : FormulaNumber.None(NoValueReason.NumberOutOfRange, value.SampleSize);
}
