namespace KpiPlatform.Gateway.Tenants;

/// <summary>What became of deleting facts.</summary>
/// <param name="CoverageFromDay">First local day that there are facts of, 1970-01-01 = 0.</param>
/// <param name="Interactions">Interactions deleted, revisions included.</param>
/// <param name="Customers">Customers that something was deleted of; one counts with all that are linked with it.</param>
/// <param name="CustomersLeft">Customers that could not be changed just then.</param>
public sealed record DeletedFacts(int CoverageFromDay, long Interactions, long Customers, long CustomersLeft);
