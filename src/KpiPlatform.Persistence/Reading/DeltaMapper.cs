using System.Data.Common;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Persistence.Databases;

namespace KpiPlatform.Persistence.Reading;

/// <summary>Commit deltas as they are selected and read.</summary>
internal static class DeltaMapper
{
    /// <summary>Columns of the table commit_delta d, in the order that <see cref="Read"/> expects.</summary>
    public const string Columns = "d.tenant, d.shard, d.writer, d.seq, d.prev_seq, d.recorded_at, d.newest_event_at, d.delta, d.checksum, d.shared";

    /// <summary>Reads the row that the reader stands on, if it is as it was written.</summary>
    /// <exception cref="Domain.DomainException">DataLoss: it is not.</exception>
    public static CommitNotice Read(SqlDatabase database, DbDataReader reader)
    {
        var encoded = reader.Bytes(7);
        var notice = new CommitNotice(
            new TenantNumber(reader.GetInt32(0)),
            reader.GetInt32(1),
            new JournalPosition(reader.GetInt64(2), reader.GetInt64(3)),
            reader.GetInt64(4),
            database.ReadTime(reader, 5),
            database.ReadTime(reader, 6),
            new CellDelta());
        DamagedRow.ThrowIfDiffers(
            reader.IntOrNull(8),
            RowChecksum.OfDelta(notice, encoded),
            () => $"What the commit at {notice.Position} changed in shard {notice.Shard} of tenant number {notice.Tenant.Value}",
            DamagedRow.CountAnew);
        return notice with { Delta = CellDelta.Decode(encoded), Shared = StoredBits.FromRaw(reader.GetInt64(9)) };
    }
}
