using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Gateway.Customers;

/// <summary>What a list is ordered by.</summary>
/// <param name="Field">The field.</param>
/// <param name="Descending">Greatest first.</param>
/// <param name="Indicator">Id of the indicator; empty for the other fields.</param>
internal sealed record CustomerOrderBy(CustomerField Field, bool Descending, string Indicator = "");
