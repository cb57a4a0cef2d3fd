using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>Groups of customers by name, which may overlap.</summary>
/// <param name="Names">Names, in the order shown.</param>
/// <param name="ByCustomer">The groups of each customer that is in one, by their positions, ascending.</param>
/// <param name="Rest">Position of the group of everybody else; null if there is none.</param>
internal sealed record CustomerGroups(IReadOnlyList<string> Names, IReadOnlyDictionary<CustomerNumber, int[]> ByCustomer, int? Rest)
{
    /// <summary>The groups of a customer.</summary>
    public IReadOnlyList<int> Of(CustomerNumber customer) => ByCustomer.TryGetValue(customer, out var groups) ? groups : Rest is { } rest ? [rest] : [];
}
