using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.Writing;
using Npgsql;
using NpgsqlTypes;

namespace KpiPlatform.Persistence.PostgreSql;

/// <summary>A commit as arrays, one a column: parameters of statements that insert many rows.</summary>
internal static class JournalColumns
{
    /// <summary>Columns (tenant, customer, external_id) of the customers that are new.</summary>
    public static NpgsqlParameter[] Customers(JournalCommit commit)
    {
        var mapped = commit.Appends.Where(append => append.NewCustomerId is not null).ToArray();
        return
        [
            Column(mapped, append => append.Tenant.Value, NpgsqlDbType.Integer),
            Column(mapped, append => append.Customer.Value, NpgsqlDbType.Bigint),
            Column(mapped, append => append.NewCustomerId!.Value.Value, NpgsqlDbType.Text),
        ];
    }

    /// <summary>Columns of the journal, in the order of its table.</summary>
    public static NpgsqlParameter[] Rows(JournalCommit commit)
    {
        var count = commit.RowCount;
        var position = new long[count];
        var customer = new long[count];
        var version = new long[count];
        var recordedAt = new long[count];
        var occurredAt = new long[count];
        var identityHash = new long[count];
        var contentHash = new long[count];
        var tenant = new int[count];
        var revision = new int[count];
        var definition = new int[count];
        var kind = new short[count];
        var source = new string[count];
        var facts = new byte[count][];
        var checksum = new int[count];
        var committedAt = Microseconds.Of(commit.RecordedAt);
        Array.Fill(recordedAt, Time(committedAt));
        var row = 0;
        foreach (var append in commit.Appends)
        {
            for (var i = 0; i < append.Entries.Count; i++, row++)
            {
                var entry = append.Entries[i];
                var interaction = entry.Interaction;
                position[row] = StoredBits.Position(commit.Writer, commit.FromSeq + 1 + row);
                customer[row] = append.Customer.Value;
                version[row] = append.FirstVersion + i;
                occurredAt[row] = Time(Microseconds.Of(interaction.OccurredAt));
                identityHash[row] = StoredBits.Ordered(interaction.IdentityHash);
                contentHash[row] = StoredBits.Raw(interaction.ContentHash);
                tenant[row] = append.Tenant.Value;
                revision[row] = interaction.Revision;
                definition[row] = entry.Definition;
                kind[row] = (short)interaction.Kind;
                source[row] = interaction.Source;
                facts[row] = MemoryBytes.Of(interaction.Facts);
                checksum[row] = RowChecksum.OfRow(tenant[row], customer[row], version[row], position[row], committedAt, entry.Definition, interaction);
            }
        }

        return
        [
            Parameter(position, NpgsqlDbType.Bigint),
            Parameter(customer, NpgsqlDbType.Bigint),
            Parameter(version, NpgsqlDbType.Bigint),
            Parameter(recordedAt, NpgsqlDbType.TimestampTz),
            Parameter(occurredAt, NpgsqlDbType.TimestampTz),
            Parameter(identityHash, NpgsqlDbType.Bigint),
            Parameter(contentHash, NpgsqlDbType.Bigint),
            Parameter(tenant, NpgsqlDbType.Integer),
            Parameter(revision, NpgsqlDbType.Integer),
            Parameter(definition, NpgsqlDbType.Integer),
            Parameter(kind, NpgsqlDbType.Smallint),
            Parameter(source, NpgsqlDbType.Text),
            Parameter(facts, NpgsqlDbType.Bytea),
            Parameter(checksum, NpgsqlDbType.Integer),
        ];
    }

    /// <summary>Columns of the personal parts, in the order of their table; only of rows that have one.</summary>
    public static NpgsqlParameter[] Personal(JournalCommit commit)
    {
        List<(long Position, JournalAppend Append, byte[] Personal)> rows = [];
        var seq = commit.FromSeq;
        foreach (var append in commit.Appends)
        {
            for (var i = 0; i < append.Entries.Count; i++)
            {
                var entry = append.Entries[i];
                seq++;
                if (!entry.Interaction.Personal.IsEmpty)
                    rows.Add((StoredBits.Position(commit.Writer, seq), append, MemoryBytes.Of(entry.Interaction.Personal)));
            }
        }

        return
        [
            Column(rows, row => row.Position, NpgsqlDbType.Bigint),
            Column(rows, row => row.Append.Customer.Value, NpgsqlDbType.Bigint),
            Column(rows, row => row.Append.Tenant.Value, NpgsqlDbType.Integer),
            Column(rows, row => row.Personal, NpgsqlDbType.Bytea),
            Column(rows, row => RowChecksum.OfPersonal(row.Append.Tenant.Value, row.Append.Customer.Value, row.Position, row.Personal), NpgsqlDbType.Integer),
        ];
    }

    /// <summary>Columns of the commit deltas, in the order of their table.</summary>
    public static NpgsqlParameter[] Deltas(JournalCommit commit)
    {
        var recordedAt = Time(Microseconds.Of(commit.RecordedAt));
        return
        [
            Column(commit.Notices, notice => notice.Tenant.Value, NpgsqlDbType.Integer),
            Column(commit.Notices, notice => notice.Shard, NpgsqlDbType.Integer),
            Column(commit.Notices, notice => notice.Position.Writer, NpgsqlDbType.Bigint),
            Column(commit.Notices, notice => notice.Position.Seq, NpgsqlDbType.Bigint),
            Column(commit.Notices, notice => notice.PreviousSeq, NpgsqlDbType.Bigint),
            Column(commit.Notices, _ => recordedAt, NpgsqlDbType.TimestampTz),
            Column(commit.Notices, notice => Time(Microseconds.Of(notice.NewestEventAt)), NpgsqlDbType.TimestampTz),
            Column(commit.EncodedDeltas, delta => delta, NpgsqlDbType.Bytea),
            Parameter(commit.Notices.Zip(commit.EncodedDeltas, (notice, delta) => RowChecksum.OfDelta(notice, delta)).ToArray(), NpgsqlDbType.Integer),
            Column(commit.Notices, notice => StoredBits.Raw(notice.Shared), NpgsqlDbType.Bigint),
        ];
    }

    /// <summary>A time as PostgreSQL counts it.</summary>
    public static long Time(long microsecondsSince1970) => microsecondsSince1970 - PostgreSqlDatabase.EpochOffsetMicroseconds;

    private static NpgsqlParameter Column<TItem, TValue>(IReadOnlyList<TItem> items, Func<TItem, TValue> value, NpgsqlDbType type)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(items[i]);
        return Parameter(values, type);
    }

    private static NpgsqlParameter Parameter<T>(T[] values, NpgsqlDbType type) =>
        new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
}
