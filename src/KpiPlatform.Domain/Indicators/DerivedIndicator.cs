using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>An indicator whose shape is its own: a function of quantities, perhaps of two periods, of a sketch, or of a vector.</summary>
public sealed class DerivedIndicator : Indicator
{
    /// <summary>
    /// Computes it. Reads every sum that it may need before it looks at any, so that the same sums are asked for whatever they are.
    /// </summary>
    public required Func<IndicatorSums, IndicatorValue, IndicatorValue> Formula { get; init; }

    /// <summary>Ids of the components that do not depend on the tenant; by default none.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Whether the components are the tenant's own, e.g. declared channels, so that <see cref="Parts"/> does not name them.</summary>
    public bool PartsOfTenant { get; init; }

    /// <summary>Whether everything read is kept by dimension. Default false.</summary>
    public bool ByDimension { get; init; }

    /// <summary>Whether the value, and each component, adds up over the days of a period. Default false.</summary>
    public bool AddsUp { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Components => Parts;

    /// <inheritdoc/>
    public override bool HasTenantComponents => PartsOfTenant;

    /// <inheritdoc/>
    public override bool IsDimensional => ByDimension;

    /// <inheritdoc/>
    public override bool IsFlow(string component) => AddsUp;

    /// <inheritdoc/>
    protected override IndicatorValue Compute(IndicatorValue value, IndicatorContext context, ICellReader cells) =>
        Formula(new IndicatorSums(context, cells, UnitDivisor(context)), value);
}
