using KpiPlatform.Domain.Journal;
using Npgsql;
using NpgsqlTypes;

namespace KpiPlatform.Benchmarks.Storage;

/// <summary>The same rows into the same tables without any of the journal's guarantees: what the database and the driver can do.</summary>
internal static class BareJournal
{
    private const int CopyRows = 5_000;
    private const int Connections = 16;
    private const long Writer = 1L << 40;

    public static async Task CopyAsync(NpgsqlDataSource dataSource, JournalAppend[] appends)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        var position = Writer;
        foreach (var chunk in appends.Chunk(CopyRows))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var first = position;
            await using (var rows = await connection.BeginBinaryImportAsync(
                "copy journal (position, customer, version, recorded_at, occurred_at, identity_hash, content_hash, tenant, revision, definition, kind, source, facts, checksum) from stdin (format binary)"))
            {
                foreach (var append in chunk)
                {
                    var interaction = append.Entries[0].Interaction;
                    await rows.StartRowAsync();
                    await rows.WriteAsync(++position, NpgsqlDbType.Bigint);
                    await rows.WriteAsync(append.Customer.Value, NpgsqlDbType.Bigint);
                    await rows.WriteAsync(append.FirstVersion, NpgsqlDbType.Bigint);
                    await rows.WriteAsync(0L, NpgsqlDbType.TimestampTz);
                    await rows.WriteAsync(interaction.OccurredAt.ToUnixTimeTicks() / 10, NpgsqlDbType.TimestampTz);
                    await rows.WriteAsync((long)interaction.IdentityHash, NpgsqlDbType.Bigint);
                    await rows.WriteAsync((long)interaction.ContentHash, NpgsqlDbType.Bigint);
                    await rows.WriteAsync(append.Tenant.Value, NpgsqlDbType.Integer);
                    await rows.WriteAsync(interaction.Revision, NpgsqlDbType.Integer);
                    await rows.WriteAsync(1, NpgsqlDbType.Integer);
                    await rows.WriteAsync((short)interaction.Kind, NpgsqlDbType.Smallint);
                    await rows.WriteAsync(interaction.Source, NpgsqlDbType.Text);
                    await rows.WriteAsync(interaction.Facts, NpgsqlDbType.Bytea);
                    await rows.WriteAsync(0, NpgsqlDbType.Integer);
                }

                await rows.CompleteAsync();
            }

            await using (var personal = await connection.BeginBinaryImportAsync("copy journal_personal (position, customer, tenant, personal, checksum) from stdin (format binary)"))
            {
                for (var i = 0; i < chunk.Length; i++)
                {
                    var bytes = chunk[i].Entries[0].Interaction.Personal;
                    if (bytes.IsEmpty)
                        continue;
                    await personal.StartRowAsync();
                    await personal.WriteAsync(first + 1 + i, NpgsqlDbType.Bigint);
                    await personal.WriteAsync(chunk[i].Customer.Value, NpgsqlDbType.Bigint);
                    await personal.WriteAsync(chunk[i].Tenant.Value, NpgsqlDbType.Integer);
                    await personal.WriteAsync(bytes, NpgsqlDbType.Bytea);
                    await personal.WriteAsync(0, NpgsqlDbType.Integer);
                }

                await personal.CompleteAsync();
            }

            await transaction.CommitAsync();
        }
    }

    /// <summary>A row, a delta and the head of a customer in a transaction of their own.</summary>
    public static async Task TransactPerRowAsync(NpgsqlDataSource dataSource, JournalAppend[] appends)
    {
        await using (var command = dataSource.CreateCommand("create table head (customer bigint primary key, version bigint not null)"))
            await command.ExecuteNonQueryAsync();
        var position = Writer;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(worker => Task.Run(async () =>
        {
            await using var connection = await dataSource.OpenConnectionAsync();
            foreach (var append in appends.Where(append => append.Customer.Value % Connections == worker))
                await TransactAsync(connection, append, Interlocked.Increment(ref position));
        })));
    }

    private static async Task TransactAsync(NpgsqlConnection connection, JournalAppend append, long position)
    {
        var interaction = append.Entries[0].Interaction;
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var row = new NpgsqlCommand("insert into journal values ($1, $2, $3, now(), now(), $4, $5, $6, 0, 1, $7, $8, $9)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = position },
                new NpgsqlParameter<long> { TypedValue = append.Customer.Value },
                new NpgsqlParameter<long> { TypedValue = append.FirstVersion },
                new NpgsqlParameter<long> { TypedValue = (long)interaction.IdentityHash },
                new NpgsqlParameter<long> { TypedValue = (long)interaction.ContentHash },
                new NpgsqlParameter<int> { TypedValue = append.Tenant.Value },
                new NpgsqlParameter<short> { TypedValue = (short)interaction.Kind },
                new NpgsqlParameter<string> { TypedValue = interaction.Source },
                new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = interaction.Facts, NpgsqlDbType = NpgsqlDbType.Bytea },
            },
        })
        {
            await row.PrepareAsync();
            await row.ExecuteNonQueryAsync();
        }

        await using (var delta = new NpgsqlCommand("insert into commit_delta values ($1, 0, 1, $2, 0, now(), now(), $3)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = append.Tenant.Value },
                new NpgsqlParameter<long> { TypedValue = position },
                new NpgsqlParameter<byte[]> { TypedValue = append.Delta.Encode() },
            },
        })
        {
            await delta.PrepareAsync();
            await delta.ExecuteNonQueryAsync();
        }

        await using (var head = new NpgsqlCommand("insert into head values ($1, $2) on conflict (customer) do update set version = excluded.version", connection)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = append.Customer.Value }, new NpgsqlParameter<long> { TypedValue = append.FirstVersion } },
        })
        {
            await head.PrepareAsync();
            await head.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }
}
