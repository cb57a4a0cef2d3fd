using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;
using Npgsql;
using NpgsqlTypes;

namespace KpiPlatform.Persistence.PostgreSql;

/// <summary>The statements that delete interactions, within the commit of the append that says so.</summary>
internal static class PostgreSqlDeletion
{
    /// <summary>Adds them.</summary>
    /// <param name="add">Adds one statement with its parameters to the commit.</param>
    /// <param name="append">The append.</param>
    /// <param name="deletion">What it deletes.</param>
    public static void Add(Action<string, NpgsqlParameter[]> add, JournalAppend append, FactsDeletion deletion)
    {
        if (deletion.Rows.Count > 0)
        {
            // They differ in their checksums only.
            var nothing = deletion.Rows[0].Interaction;
            add(
                """
                update journal set occurred_at = $4, identity_hash = $5, content_hash = $6, revision = 0, kind = 0, source = '', facts = '', checksum = w.checksum
                from unnest($2, $3) as w(position, checksum) where journal.tenant = $1 and journal.position = w.position
                """,
                [
                    Tenant(append),
                    Positions(deletion),
                    new NpgsqlParameter<int[]> { TypedValue = [.. deletion.Rows.Select(row => RowChecksum.OfRow(append.Tenant.Value, row))] },
                    new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.TimestampTz, TypedValue = JournalColumns.Time(Microseconds.Of(nothing.OccurredAt)) },
                    new NpgsqlParameter<long> { TypedValue = StoredBits.Ordered(nothing.IdentityHash) },
                    new NpgsqlParameter<long> { TypedValue = StoredBits.Raw(nothing.ContentHash) },
                ]);
            add("delete from journal_personal where tenant = $1 and position = any($2)", [Tenant(append), Positions(deletion)]);
        }

        add(
            "delete from customer_snapshot where tenant = $1 and customer = any($2)",
            [Tenant(append), new NpgsqlParameter<long[]> { TypedValue = [.. deletion.CustomersOf(append).Select(customer => customer.Value)] }]);
    }

    private static NpgsqlParameter Tenant(JournalAppend append) => new NpgsqlParameter<int> { TypedValue = append.Tenant.Value };

    private static NpgsqlParameter Positions(FactsDeletion deletion) =>
        new NpgsqlParameter<long[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, TypedValue = [.. deletion.Rows.Select(row => StoredBits.Of(row.Position))] };
}
