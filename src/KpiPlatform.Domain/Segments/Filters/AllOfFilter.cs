namespace KpiPlatform.Domain.Segments.Filters;

/// <summary>All parts hold; so does an empty one.</summary>
/// <param name="Parts">The parts.</param>
public sealed record AllOfFilter(IReadOnlyList<CustomerFilter> Parts) : CustomerFilter;
