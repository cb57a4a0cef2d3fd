using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Indicators;

/// <summary>An indicator that is a quantity: a count, or an amount of money. It has a value in every period, if only 0.</summary>
public sealed class QuantityIndicator : Indicator
{
    /// <summary>What it counts.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>Number of observations behind it; by default the quantity itself.</summary>
    public Quantity? Sample { get; init; }

    /// <summary>Its parts; by default none.</summary>
    public IReadOnlyList<QuantityPart> Parts { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Components => [.. Parts.Select(part => part.Id)];

    /// <inheritdoc/>
    public override bool IsDimensional => AllDimensional([Quantity, Sample ?? Quantity, .. Parts.Select(part => part.Quantity)]);

    /// <inheritdoc/>
    public override bool IsFlow(string component) =>
        (string.IsNullOrEmpty(component) ? Quantity : Parts.FirstOrDefault(part => string.Equals(part.Id, component, StringComparison.Ordinal))?.Quantity)?.IsFlow == true;

    /// <inheritdoc/>
    protected override IndicatorValue Compute(IndicatorValue value, IndicatorContext context, ICellReader cells)
    {
        ArgumentNullException.ThrowIfNull(value);
        var divisor = UnitDivisor(context);
        var quantity = Quantity.Read(context, cells);
        return value with
        {
            Value = quantity / divisor,
            SampleSize = Sample?.Read(context, cells) ?? quantity,
            Components = [.. Parts.Select(part => new IndicatorComponent(part.Id, part.Quantity.Read(context, cells) / divisor))],
        };
    }
}
