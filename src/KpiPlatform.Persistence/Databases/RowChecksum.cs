using System.Numerics;
using System.Runtime.InteropServices;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;

namespace KpiPlatform.Persistence.Databases;

/// <summary>
/// CRC-32C (RFC 3720, appendix B.4) over all that a stored row says, its place included: any one flipped bit, and any run of up to 32, changes
/// it. Written with the row and compared whenever it is read. Rows from before the column was there have none and are not compared.
/// </summary>
internal struct RowChecksum
{
    private uint _inverted;

    private readonly int Value => unchecked((int)~_inverted);

    /// <summary>Checksum of a row of the journal.</summary>
    /// <param name="tenant">Tenant.</param>
    /// <param name="customer">Customer.</param>
    /// <param name="version">The customer's version.</param>
    /// <param name="position">Position as it is stored.</param>
    /// <param name="recordedAt">Microseconds since 1970.</param>
    /// <param name="definition">Version of the definition.</param>
    /// <param name="interaction">The rest; its personal part is a row of its own.</param>
    /// <param name="storedKind">The kind as it stands in its column, which has room for more than there are; null for the interaction's.</param>
    public static int OfRow(int tenant, long customer, long version, long position, long recordedAt, int definition, EncodedInteraction interaction, int? storedKind = null)
    {
        var sum = Begin();
        sum.Add(Pack(tenant, definition));
        sum.Add(customer);
        sum.Add(version);
        sum.Add(position);
        sum.Add(recordedAt);
        sum.Add(Microseconds.Of(interaction.OccurredAt));
        sum.Add(StoredBits.Raw(interaction.IdentityHash));
        sum.Add(StoredBits.Raw(interaction.ContentHash));
        sum.Add(Pack(storedKind ?? (int)interaction.Kind, interaction.Revision));
        sum.Add(MemoryMarshal.AsBytes(interaction.Source.AsSpan()));
        sum.Add(interaction.Facts.Span);
        return sum.Value;
    }

    /// <summary>Checksum of a row of the journal as it is read.</summary>
    public static int OfRow(int tenant, JournalRow row, int? storedKind = null) =>
        OfRow(tenant, row.Customer.Value, row.Version, StoredBits.Of(row.Position), Microseconds.Of(row.RecordedAt), row.Definition, row.Interaction, storedKind);

    /// <summary>Checksum of the personal part of a row.</summary>
    public static int OfPersonal(int tenant, long customer, long position, ReadOnlySpan<byte> personal)
    {
        var sum = Begin();
        sum.Add(tenant);
        sum.Add(customer);
        sum.Add(position);
        sum.Add(personal);
        return sum.Value;
    }

    /// <summary>Checksum of a commit delta.</summary>
    /// <param name="notice">The commit.</param>
    /// <param name="encoded">Its delta's bytes.</param>
    public static int OfDelta(CommitNotice notice, ReadOnlySpan<byte> encoded)
    {
        var sum = Begin();
        sum.Add(Pack(notice.Tenant.Value, notice.Shard));
        sum.Add(notice.Position.Writer);
        sum.Add(notice.Position.Seq);
        sum.Add(notice.PreviousSeq);
        sum.Add(Microseconds.Of(notice.RecordedAt));
        sum.Add(Microseconds.Of(notice.NewestEventAt));
        sum.Add(encoded);
        return sum.Value;
    }

    /// <summary>Checksum of a snapshot.</summary>
    public static int OfSnapshot(CustomerSnapshot snapshot)
    {
        var sum = Begin();
        sum.Add(snapshot.Tenant.Value);
        sum.Add(snapshot.Customer.Value);
        sum.Add(snapshot.Version);
        sum.Add(Pack(snapshot.Generation, snapshot.Definition));
        sum.Add(snapshot.State.Span);
        return sum.Value;
    }

    /// <summary>Checksum of a cell of the measures.</summary>
    public static int OfCell(int tenant, int shard, ulong key, long value)
    {
        var sum = Begin();
        sum.Add(Pack(tenant, shard));
        sum.Add(StoredBits.Raw(key));
        sum.Add(value);
        return sum.Value;
    }

    private static RowChecksum Begin() => new() { _inverted = uint.MaxValue };

    private static long Pack(int high, int low) => ((long)high << 32) | (uint)low;

    private void Add(long value) => _inverted = BitOperations.Crc32C(_inverted, unchecked((ulong)value));

    /// <summary>Adds bytes, their number first, so that none can pass from one column to the next.</summary>
    private void Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            _inverted = BitOperations.Crc32C(_inverted, word);
        foreach (var left in bytes[(bytes.Length & ~7)..])
            _inverted = BitOperations.Crc32C(_inverted, left);
    }
}
