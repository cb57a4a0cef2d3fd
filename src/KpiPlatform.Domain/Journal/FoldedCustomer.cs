using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Journal;

/// <summary>A customer that is folded into another.</summary>
/// <param name="Customer">The folded one.</param>
/// <param name="Survivor">The one that it is linked to, itself perhaps folded into a third.</param>
public readonly record struct FoldedCustomer(CustomerNumber Customer, CustomerNumber Survivor);
