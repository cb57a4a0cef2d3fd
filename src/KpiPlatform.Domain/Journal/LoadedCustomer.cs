using KpiPlatform.Domain.Customers;

namespace KpiPlatform.Domain.Journal;

/// <summary>What there is under an external id.</summary>
/// <param name="Stored">The customer; null if there is none.</param>
/// <param name="Erased">Interactions of persons who had this id and were erased, by hashes; empty if there were none.</param>
public sealed record LoadedCustomer(StoredCustomer? Stored, IReadOnlyList<KnownIdentity> Erased)
{
    /// <summary>Neither a customer nor an erased one.</summary>
    public static LoadedCustomer Nothing { get; } = new(null, []);
}
