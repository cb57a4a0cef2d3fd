using System.Data;
using System.Data.Common;
using System.Globalization;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.Writing;
using Npgsql;
using NpgsqlTypes;

namespace KpiPlatform.Persistence.PostgreSql;

/// <summary>
/// Commits to PostgreSQL. Small commits are one round trip: statements over arrays, pipelined, the driver's single Sync at their end
/// making them one transaction. Large ones stream the rows by binary COPY between a begin and a commit.
/// </summary>
internal sealed class PostgreSqlJournalSession : IJournalSession
{
    private const string Advance = "select advance_writer($1, $2, $3)";
    private const string InsertCustomers = "insert into customer (tenant, customer, external_id) select * from unnest($1, $2, $3)";

    private const string JournalColumnList =
        "position, customer, version, recorded_at, occurred_at, identity_hash, content_hash, tenant, revision, definition, kind, source, facts, checksum";

    private const string InsertRows =
        $"insert into journal ({JournalColumnList}) select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

    private const string InsertPersonal =
        "insert into journal_personal (position, customer, tenant, personal, checksum) select * from unnest($1, $2, $3, $4, $5)";

    private const string InsertDeltas =
        """
        insert into commit_delta (tenant, shard, writer, seq, prev_seq, recorded_at, newest_event_at, delta, checksum, shared)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    private const string CopyRows = $"copy journal ({JournalColumnList}) from stdin (format binary)";
    private const string CopyPersonal = "copy journal_personal (position, customer, tenant, personal, checksum) from stdin (format binary)";

    // Beyond, COPY spares the server the arrays; below, its round trips cost more than they spare.
    private const int SmallCommitRows = 200;

    private readonly NpgsqlConnection _connection;

    private PostgreSqlJournalSession(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Opens a connection whose transactions the server itself ends after a time, whatever becomes of this host.</summary>
    public static async Task<IJournalSession> OpenAsync(NpgsqlDataSource dataSource, TimeSpan commitTimeout, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            var milliseconds = ((long)commitTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            await using var command = connection.CreateCommand();
            command.CommandText = "select set_config('statement_timeout', $1, false), set_config('idle_in_transaction_session_timeout', $1, false)";
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = milliseconds });
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new PostgreSqlJournalSession(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task CommitAsync(JournalCommit commit, CancellationToken cancellationToken)
    {
        try
        {
            if (commit.RowCount <= SmallCommitRows)
                await CommitSmallAsync(commit, cancellationToken);
            else
                await CommitLargeAsync(commit, cancellationToken);
        }
        catch (Exception exception)
        {
            throw await RollBackAsync(exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<StoredHeads> ReadHeadsAsync(IReadOnlyList<JournalAppend> appends, CancellationToken cancellationToken)
    {
        try
        {
            var heads = new StoredHeads([], []);
            await using var batch = _connection.CreateBatch();
            Add(
                batch,
                """
                select w.tenant, w.customer, j.version
                from (select distinct * from unnest($1, $2)) as w(tenant, customer)
                cross join lateral (
                    select version from journal where tenant = w.tenant and customer = w.customer order by version desc limit 1) j
                """,
                [Column(appends, append => append.Tenant.Value, NpgsqlDbType.Integer), Column(appends, append => append.Customer.Value, NpgsqlDbType.Bigint)]);
            var mapped = appends.Where(append => append.NewCustomerId is not null).ToArray();
            Add(
                batch,
                "select tenant, external_id from customer where (tenant, external_id) in (select * from unnest($1, $2))",
                [Column(mapped, append => append.Tenant.Value, NpgsqlDbType.Integer), Column(mapped, append => append.NewCustomerId!.Value.Value, NpgsqlDbType.Text)]);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                heads.Versions.Add((reader.GetInt32(0), reader.GetInt64(1)), reader.GetInt64(2));
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                heads.MappedIds.Add(new CustomerReference(new TenantNumber(reader.GetInt32(0)), CustomerIds.Parse(reader.GetString(1))!.Value));
            return heads;
        }
        catch (DbException exception)
        {
            throw new JournalStoreException(CommitFailure.Unknown, exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task CommitSmallAsync(JournalCommit commit, CancellationToken cancellationToken)
    {
        await using var batch = _connection.CreateBatch();
        AddHead(batch, commit);
        Add(batch, InsertRows, JournalColumns.Rows(commit));
        if (HasPersonal(commit))
            Add(batch, InsertPersonal, JournalColumns.Personal(commit));
        AddErasures(batch, commit);
        Add(batch, InsertDeltas, JournalColumns.Deltas(commit));
        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task CommitLargeAsync(JournalCommit commit, CancellationToken cancellationToken)
    {
        await using (var head = _connection.CreateBatch())
        {
            Add(head, "begin isolation level read committed", []);
            AddHead(head, commit);
            await head.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var rows = await BinaryCopy.BeginAsync(_connection, CopyRows, cancellationToken))
        {
            await WriteRowsAsync(rows, commit, cancellationToken);
            await rows.CompleteAsync(cancellationToken);
        }

        if (HasPersonal(commit))
        {
            await using var rows = await BinaryCopy.BeginAsync(_connection, CopyPersonal, cancellationToken);
            await WritePersonalAsync(rows, commit, cancellationToken);
            await rows.CompleteAsync(cancellationToken);
        }

        await using var tail = _connection.CreateBatch();
        AddErasures(tail, commit);
        Add(tail, InsertDeltas, JournalColumns.Deltas(commit));
        Add(tail, "commit", []);
        await tail.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddHead(NpgsqlBatch batch, JournalCommit commit)
    {
        Add(batch, Advance, [Number(commit.Writer), Number(commit.FromSeq), Number(commit.ToSeq)]);
        if (commit.Appends.Any(append => append.NewCustomerId is not null))
            Add(batch, InsertCustomers, JournalColumns.Customers(commit));
    }

    private static void AddErasures(NpgsqlBatch batch, JournalCommit commit)
    {
        foreach (var append in commit.Appends)
        {
            if (append.Erasure is { } erasure)
                PostgreSqlErasure.Add((sql, parameters) => Add(batch, sql, parameters), append, erasure, commit.RecordedAt);
            if (append.Deletion is { } deletion)
                PostgreSqlDeletion.Add((sql, parameters) => Add(batch, sql, parameters), append, deletion);
        }
    }

    private static async Task WriteRowsAsync(BinaryCopy rows, JournalCommit commit, CancellationToken cancellationToken)
    {
        const short Fields = 14;
        var recordedAt = Microseconds.Of(commit.RecordedAt);
        var position = StoredBits.Position(commit.Writer, commit.FromSeq);
        foreach (var append in commit.Appends)
        {
            var version = append.FirstVersion;
            for (var i = 0; i < append.Entries.Count; i++)
            {
                var entry = append.Entries[i];
                var interaction = entry.Interaction;
                await rows.StartRowAsync(Fields, cancellationToken);
                rows.Write(++position);
                rows.Write(append.Customer.Value);
                rows.Write(version);
                rows.Write(JournalColumns.Time(recordedAt));
                rows.Write(JournalColumns.Time(Microseconds.Of(interaction.OccurredAt)));
                rows.Write(StoredBits.Ordered(interaction.IdentityHash));
                rows.Write(StoredBits.Raw(interaction.ContentHash));
                rows.Write(append.Tenant.Value);
                rows.Write(interaction.Revision);
                rows.Write(entry.Definition);
                rows.Write((short)interaction.Kind);
                rows.Write(interaction.Source);
                rows.Write(interaction.Facts.Span);
                rows.Write(RowChecksum.OfRow(append.Tenant.Value, append.Customer.Value, version++, position, recordedAt, entry.Definition, interaction));
            }
        }
    }

    private static async Task WritePersonalAsync(BinaryCopy rows, JournalCommit commit, CancellationToken cancellationToken)
    {
        const short Fields = 5;
        var position = StoredBits.Position(commit.Writer, commit.FromSeq);
        foreach (var append in commit.Appends)
        {
            for (var i = 0; i < append.Entries.Count; i++)
            {
                var personal = append.Entries[i].Interaction.Personal;
                position++;
                if (personal.IsEmpty)
                    continue;
                await rows.StartRowAsync(Fields, cancellationToken);
                rows.Write(position);
                rows.Write(append.Customer.Value);
                rows.Write(append.Tenant.Value);
                rows.Write(personal.Span);
                rows.Write(RowChecksum.OfPersonal(append.Tenant.Value, append.Customer.Value, position, personal.Span));
            }
        }
    }

    private static bool HasPersonal(JournalCommit commit)
    {
        foreach (var append in commit.Appends)
        {
            for (var i = 0; i < append.Entries.Count; i++)
            {
                var entry = append.Entries[i];
                if (!entry.Interaction.Personal.IsEmpty)
                    return true;
            }
        }

        return false;
    }

    private async Task<JournalStoreException> RollBackAsync(Exception exception, CancellationToken cancellationToken)
    {
        var failure = PostgreSqlFailure.Classify(exception);
        if (failure == CommitFailure.Unknown || _connection.FullState != ConnectionState.Open)
            return new(CommitFailure.Unknown, exception);
        try
        {
            // Also where the failed batch was a transaction of its own and nothing is left to roll back: a notice, no error.
            await using var command = new NpgsqlCommand("rollback", _connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new(failure, exception);
        }
        catch (Exception rollback) when (rollback is DbException or InvalidOperationException or OperationCanceledException)
        {
            return new(CommitFailure.Unknown, exception);
        }
    }

    private static NpgsqlParameter Number(long value) => new NpgsqlParameter<long> { TypedValue = value };

    private static NpgsqlParameter Column<T>(IReadOnlyList<JournalAppend> appends, Func<JournalAppend, T> value, NpgsqlDbType type) =>
        new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [.. appends.Select(value)] };

    private static void Add(NpgsqlBatch batch, string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }
}
