using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Analysis;

/// <summary>What one customer brings to an indicator's value.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Numerator">Its part of the numerator, or of the value where that is no ratio; null where parts do not add up.</param>
/// <param name="Denominator">Its part of the denominator; null where there is none, or where parts do not add up.</param>
/// <param name="Contribution">
/// Its part of the value, in the value's unit. Where parts do not add up: the value less what it were without the customer. Null if the
/// value, or that without the customer, is none.
/// </param>
public readonly record struct Contributor(CustomerNumber Customer, double? Numerator, double? Denominator, double? Contribution);
