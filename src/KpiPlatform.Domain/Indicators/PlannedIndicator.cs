using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>An indicator whose value does not come from cells, and not from anywhere yet: it is listed, and says why it has no value.</summary>
public sealed class PlannedIndicator : Indicator
{
    /// <summary>One of <see cref="NoValueReason"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether its value will be fitted by a model. Default true.</summary>
    public bool IsModelled { get; init; } = true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Components => [];

    /// <inheritdoc/>
    public override bool IsDimensional => false;

    /// <inheritdoc/>
    protected override IndicatorValue Compute(IndicatorValue value, IndicatorContext context, ICellReader cells)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value with { NoValueReason = Reason, Modelled = IsModelled };
    }
}
