namespace KpiPlatform.Domain.Indicators;

/// <summary>A component that is a quantity of its own.</summary>
/// <param name="Id">Id of the component.</param>
/// <param name="Quantity">What it counts.</param>
public sealed record QuantityPart(string Id, Quantity Quantity);
