using KpiPlatform.Domain.Identity;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>Place of a row in a listing; total, since (customer, version) is unique in a tenant.</summary>
public readonly record struct ListingKey(Instant OccurredAt, string Source, ulong IdentityHash, CustomerNumber Customer, long Version);
