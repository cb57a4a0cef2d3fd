namespace KpiPlatform.Domain.Segments.Filters;

/// <summary>The part does not hold.</summary>
/// <param name="Part">The part.</param>
public sealed record NotFilter(CustomerFilter Part) : CustomerFilter;
