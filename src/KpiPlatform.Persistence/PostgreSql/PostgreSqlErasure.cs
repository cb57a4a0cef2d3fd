using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace KpiPlatform.Persistence.PostgreSql;

/// <summary>The statements that take a person out of the tables, within the commit of the append that says so.</summary>
internal static class PostgreSqlErasure
{
    /// <summary>Adds them.</summary>
    /// <param name="add">Adds one statement with its parameters to the commit.</param>
    /// <param name="append">The append.</param>
    /// <param name="erasure">What it takes away.</param>
    /// <param name="erasedAt">When the commit is recorded.</param>
    public static void Add(Action<string, NpgsqlParameter[]> add, JournalAppend append, PersonErasure erasure, Instant erasedAt)
    {
        if (erasure.Facts.Count > 0)
        {
            add(
                "update journal set facts = w.facts, checksum = w.checksum from unnest($2, $3, $4) as w(position, facts, checksum) where journal.position = w.position and journal.tenant = $1",
                [
                    Tenant(append),
                    new NpgsqlParameter<long[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, TypedValue = [.. erasure.Facts.Select(row => StoredBits.Of(row.Position))] },
                    new NpgsqlParameter<byte[][]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, TypedValue = [.. erasure.Facts.Select(row => MemoryBytes.Of(row.Interaction.Facts))] },
                    new NpgsqlParameter<int[]> { TypedValue = [.. erasure.Facts.Select(row => RowChecksum.OfRow(append.Tenant.Value, row))] },
                ]);
        }

        if (erasure.PersonalBefore is { } before)
        {
            add(
                """
                delete from journal_personal where tenant = $1 and customer = $2
                    and position in (select position from journal where tenant = $1 and customer = $2 and occurred_at < $3 and kind not in (3, 4))
                """,
                [Tenant(append), Customer(append), Time(before)]);
        }
        else
        {
            add("delete from journal_personal where tenant = $1 and customer = $2", [Tenant(append), Customer(append)]);
        }

        add("delete from customer_snapshot where tenant = $1 and customer = $2", [Tenant(append), Customer(append)]);
        if (erasure.IdHash.IsEmpty)
            return;
        add(
            "insert into erased_customer (tenant, id_hash, customer, erased_at) values ($1, $3, $2, $4) on conflict do nothing",
            [Tenant(append), Customer(append), new NpgsqlParameter<byte[]> { TypedValue = MemoryBytes.Of(erasure.IdHash) }, Time(erasedAt)]);
        add("update customer set external_id = null where tenant = $1 and customer = $2", [Tenant(append), Customer(append)]);
        add("delete from customer_index where tenant = $1 and customer = $2", [Tenant(append), Customer(append)]);
    }

    private static NpgsqlParameter Tenant(JournalAppend append) => new NpgsqlParameter<int> { TypedValue = append.Tenant.Value };

    private static NpgsqlParameter Customer(JournalAppend append) => new NpgsqlParameter<long> { TypedValue = append.Customer.Value };

    private static NpgsqlParameter Time(Instant time) =>
        new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.TimestampTz, TypedValue = JournalColumns.Time(Microseconds.Of(time)) };
}
