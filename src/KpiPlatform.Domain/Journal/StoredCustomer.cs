using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Domain.Journal;

/// <summary>What the database holds of a customer: enough to rebuild its state.</summary>
/// <param name="Customer">The number.</param>
/// <param name="SnapshotVersion">Version that the snapshot is of; 0 if there is none.</param>
/// <param name="Snapshot">The snapshot's bytes; empty if there is none.</param>
/// <param name="Tail">All rows with a higher version, in version order; marks are among them.</param>
public sealed record StoredCustomer(CustomerNumber Customer, long SnapshotVersion, ReadOnlyMemory<byte> Snapshot, IReadOnlyList<JournalRow> Tail)
{
    /// <summary>Generation that the snapshot was folded under.</summary>
    public int SnapshotGeneration { get; init; }

    /// <summary>Highest definition of the rows that the snapshot holds; 0 if it is not known.</summary>
    public int SnapshotDefinition { get; init; }
}
