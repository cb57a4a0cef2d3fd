using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Domain.Segments.Filters;

/// <summary>A condition holds.</summary>
/// <param name="Condition">The condition.</param>
public sealed record ConditionFilter(CustomerCondition Condition) : CustomerFilter;
