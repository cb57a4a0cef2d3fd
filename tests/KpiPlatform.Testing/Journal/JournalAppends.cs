using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using NodaTime;

namespace KpiPlatform.Testing.Journal;

/// <summary>
/// Builds appends for tests of storage: facts and personal part are arbitrary bytes, not the codec's encoding.
/// </summary>
public static class JournalAppends
{
    /// <summary>When built interactions occur unless told otherwise: 2026-01-10 08:00 UTC.</summary>
    public static readonly Instant DefaultOccurrence = Instant.FromUtc(2026, 1, 10, 8, 0);

    /// <summary>An append of <paramref name="rows"/> purchases, ids "i1", "i2", … by version, each adding 1 to one cell.</summary>
    public static JournalAppend Of(
        TenantNumber tenant,
        CustomerNumber customer,
        long firstVersion = 1,
        int rows = 1,
        CustomerId? newCustomerId = null,
        int shard = 0,
        CellDelta? delta = null,
        CustomerIndexEntry? indexEntry = null) =>
        new(
            tenant,
            customer,
            newCustomerId,
            firstVersion,
            [.. Enumerable.Range(0, rows).Select(i => new JournalEntry(Interaction($"i{firstVersion + i}"), 1))],
            shard,
            delta ?? Delta(rows),
            indexEntry);

    /// <summary>An encoded interaction with arbitrary facts.</summary>
    public static EncodedInteraction Interaction(
        string id,
        string source = "shop",
        Instant? occurredAt = null,
        int revision = 0,
        byte[]? facts = null,
        byte[]? personal = null) =>
        new(
            InteractionKind.Purchase,
            occurredAt ?? DefaultOccurrence,
            source,
            InteractionIdentity.Hash(source, id),
            revision,
            InteractionIdentity.Hash(id, source),
            facts ?? [1, 2, 3],
            personal ?? []);

    /// <summary>A delta of one cell.</summary>
    public static CellDelta Delta(long amount, ushort measure = 1, int day = 20_000)
    {
        var delta = new CellDelta();
        delta.Add(Cell(measure, day), amount);
        return delta;
    }

    /// <summary>A cell of a whole, additive measure.</summary>
    public static CellKey Cell(ushort measure = 1, int day = 20_000) => CellKey.Of(new MeasureId(measure), Granularity.None, DimensionValue.Whole, day);
}
