using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Journal;

/// <summary>Rows of one customer to commit all or nothing, with what they change in the tenant's measures.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Customer">The customer; from <see cref="IJournalWriter.AllocateCustomer"/> if it is new.</param>
/// <param name="NewCustomerId">The external id to map to <paramref name="Customer"/> in the same commit; null if the mapping exists.</param>
/// <param name="FirstVersion">Version of the first entry: the customer's head + 1. Anything else loses (see <see cref="AppendStatus.Conflict"/>).</param>
/// <param name="Entries">1 or more, in version order.</param>
/// <param name="Shard">Shard of the tenant's measures that the delta belongs to.</param>
/// <param name="Delta">contribution(state after) − contribution(state before); may be empty. Owned by the writer from here on.</param>
/// <param name="IndexEntry">What the customer index is to know after this append; null for the tenant's pseudo-customer. Handed to <see cref="ICommitObserver"/> once committed.</param>
public sealed record JournalAppend(
    TenantNumber Tenant,
    CustomerNumber Customer,
    CustomerId? NewCustomerId,
    long FirstVersion,
    IReadOnlyList<JournalEntry> Entries,
    int Shard,
    CellDelta Delta,
    CustomerIndexEntry? IndexEntry)
{
    /// <summary>What the append changes in other shards of the tenant: those of other generations that the customer counts in. Owned by the writer from here on.</summary>
    public IReadOnlyList<ShardDelta> Also { get; init; } = [];

    /// <summary>
    /// Rows of other customers of the tenant, committed with these or not at all, after them; each has a first version of its own to fit.
    /// Their deltas count as well, their own <see cref="Together"/> and <see cref="Chain"/> do not.
    /// </summary>
    public IReadOnlyList<JournalAppend> Together { get; init; } = [];

    /// <summary>
    /// The sequence that this append belongs to: one object for all appends of one activation of the customer. Once one of them is
    /// not committed, none after it is. Null (for callers with one append in flight at a time): the appends of the customer that are
    /// under way together.
    /// </summary>
    public AppendChain? Chain { get; init; }

    /// <summary>The shards of one shard's generation that the append changes, a bit each by their numbers within it; 0 if that is one alone.</summary>
    /// <param name="shard">One of the shards that it changes.</param>
    public ulong SharedWith(int shard)
    {
        if (Also.Count == 0)
            return 0;
        var shards = BitOf(Shard);
        for (var i = 0; i < Also.Count; i++)
            shards |= BitOf(Also[i].Shard);
        return (shards & (shards - 1)) == 0 ? 0 : shards;

        ulong BitOf(int other) => MeasuresShard.GenerationOf(other) == MeasuresShard.GenerationOf(shard) ? 1UL << (other % MeasuresShard.PerGeneration) : 0;
    }

    /// <summary>What the append takes away of the person; null, nearly always: nothing. Such an append has one entry, a mark.</summary>
    public PersonErasure? Erasure { get; init; }

    /// <summary>Interactions that the append deletes; null, nearly always: none. Such an append has one entry, a mark.</summary>
    public FactsDeletion? Deletion { get; init; }
}
