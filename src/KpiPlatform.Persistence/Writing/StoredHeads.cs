using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Persistence.Writing;

/// <summary>What the database holds of the customers of some appends, to tell which of them can't be committed.</summary>
/// <param name="Versions">Greatest version of each customer that has rows.</param>
/// <param name="MappedIds">External ids, among those to be mapped, that are mapped already.</param>
internal sealed record StoredHeads(Dictionary<(int Tenant, long Customer), long> Versions, HashSet<CustomerReference> MappedIds);
