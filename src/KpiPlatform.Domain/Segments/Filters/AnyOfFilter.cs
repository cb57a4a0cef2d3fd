namespace KpiPlatform.Domain.Segments.Filters;

/// <summary>At least one part holds; an empty one never does.</summary>
/// <param name="Parts">The parts.</param>
public sealed record AnyOfFilter(IReadOnlyList<CustomerFilter> Parts) : CustomerFilter;
