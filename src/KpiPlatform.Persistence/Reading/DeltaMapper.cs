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
    public const string Columns = "d.tenant, d.shard, d.writer, d.seq, d.prev_seq, d.recorded_at, d.newest_event_at, d.delta";

    /// <summary>Reads the row that the reader stands on.</summary>
    public static CommitNotice Read(SqlDatabase database, DbDataReader reader) =>
        new(
            new TenantNumber(reader.GetInt32(0)),
            reader.GetInt32(1),
            new JournalPosition(reader.GetInt64(2), reader.GetInt64(3)),
            reader.GetInt64(4),
            database.ReadTime(reader, 5),
            database.ReadTime(reader, 6),
            CellDelta.Decode(reader.Bytes(7)));
}
