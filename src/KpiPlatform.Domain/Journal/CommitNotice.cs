using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Measures;
using NodaTime;

namespace KpiPlatform.Domain.Journal;

/// <summary>What one commit changed in one shard of a tenant's measures; a row of the commit deltas.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Shard">Shard of its measures, from 0.</param>
/// <param name="Position">The writer, and the last row number of the commit.</param>
/// <param name="PreviousSeq">The writer's previous commit for this tenant and shard; 0 if there is none. A reader that has not seen it has a gap.</param>
/// <param name="RecordedAt">When it was committed.</param>
/// <param name="NewestEventAt">Latest occurrence among the commit's interactions of this shard.</param>
/// <param name="Delta">What to add to the cells. Not to be changed.</param>
public sealed record CommitNotice(
    TenantNumber Tenant,
    int Shard,
    JournalPosition Position,
    long PreviousSeq,
    Instant RecordedAt,
    Instant NewestEventAt,
    CellDelta Delta)
{
    /// <summary>
    /// The shards of the generation, a bit each by its number within it, this one among them, that an append of the commit changed together: it moved what counts from
    /// one to another, and who adds up shards is to have seen it in all of them or in none. 0 nearly always: no append did.
    /// </summary>
    public ulong Shared { get; init; }
}
