using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>
/// A tenant's indicator whose formula cannot be read here, although it was checked when it was stored (a measure that it names is
/// still being counted, or another version of the program stored it): it has no
/// value and says why, so that everything else of the tenant goes on.
/// </summary>
internal sealed class UnreadableIndicator : Indicator
{
    /// <summary>Why there is no value.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Components => [];

    /// <inheritdoc/>
    public override bool IsDimensional => false;

    /// <inheritdoc/>
    protected override IndicatorValue Compute(IndicatorValue value, IndicatorContext context, ICellReader cells) =>
        value with { NoValueReason = Reason };
}
