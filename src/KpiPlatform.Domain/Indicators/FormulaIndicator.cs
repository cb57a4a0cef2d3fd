using KpiPlatform.Domain.Formulas;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>An indicator that a formula defines.</summary>
/// <remarks>
/// A formula that is a ratio shows numerator and denominator. The sample of a sum is the larger of its parts', of a product the
/// smaller, of a ratio that of the denominator. There is no interval: whether the numerator counts some of what the denominator
/// counts is not known of a formula.
/// </remarks>
public sealed class FormulaIndicator : Indicator
{
    /// <summary>The formula; not a condition.</summary>
    public required Formula Formula { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Components => Formula.Components;

    /// <inheritdoc/>
    public override bool IsDimensional => Formula.IsDimensional;

    /// <inheritdoc/>
    public override bool IsFlow(string component) => Formula.IsFlow;

    /// <inheritdoc/>
    protected override IndicatorValue Compute(IndicatorValue value, IndicatorContext context, ICellReader cells)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(cells);
        var scope = new FormulaScope(context, cells);
        var computed = Formula.Compute(scope);
        var whole = computed.Whole;
        var number = whole.Number;
        var outOfRange = number is { } found && !double.IsFinite(found);
        value = value with
        {
            Value = outOfRange ? null : number,
            NoValueReason = outOfRange ? Indicators.NoValueReason.NumberOutOfRange : whole.NoValueReason,
            SampleSize = Math.Max(0, whole.Sample ?? 0),
            Components = ComponentsOf(computed),
        };
        return Formula.Ratio is { } ratio
            ? value with { Numerator = Finite(Formula.Compute(ratio.Numerator, scope).Whole), Denominator = Finite(Formula.Compute(ratio.Denominator, scope).Whole) }
            : value;
    }

    private List<IndicatorComponent> ComponentsOf(FormulaValue computed)
    {
        var components = new List<IndicatorComponent>();
        for (var i = 0; i < (computed.Parts?.Count ?? 0); i++)
        {
            if (Finite(computed.Parts![i]) is { } number)
                components.Add(new(Components[i], number));
        }

        return components;
    }

    private static double? Finite(FormulaNumber number) => number.Number is { } value && double.IsFinite(value) ? value : null;
}
