using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.Writing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace KpiPlatform.Persistence.Sqlite;

/// <summary>Commits to SQLite: one transaction over prepared statements. Blocks the calling thread, which is the writer's own.</summary>
internal sealed class SqliteJournalSession : IJournalSession
{
    private readonly SqliteDatabase _database;
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _handle;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _advance;
    private readonly SqliteStatement _customer;
    private readonly SqliteStatement _row;
    private readonly SqliteStatement _personal;
    private readonly SqliteStatement _delta;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;

    /// <summary>Opens a connection.</summary>
    public SqliteJournalSession(SqliteDatabase database)
    {
        _database = database;
        _connection = database.OpenForJournal();
        _handle = _connection.Handle!;
        _begin = new(_handle, "begin immediate");
        _advance = new(_handle, "update writer set last_seq = ? where id = ? and last_seq = ? and not closed");
        _customer = new(_handle, "insert into customer (tenant, customer, external_id) values (?, ?, ?)");
        _row = new(
            _handle,
            """
            insert into journal (position, customer, version, recorded_at, occurred_at, identity_hash, content_hash, tenant, revision, definition, kind, source, facts, checksum)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        _personal = new(_handle, "insert into journal_personal (position, customer, tenant, personal, checksum) values (?, ?, ?, ?, ?)");
        _delta = new(
            _handle,
            "insert into commit_delta (tenant, shard, writer, seq, prev_seq, recorded_at, newest_event_at, delta, checksum, shared) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _commit = new(_handle, "commit");
        _rollback = new(_handle, "rollback");
    }

    /// <inheritdoc/>
    public async Task CommitAsync(JournalCommit commit, CancellationToken cancellationToken)
    {
        await _database.WriteLock.WaitAsync(cancellationToken);
        try
        {
            _begin.Execute();
            try
            {
                Write(commit);
                _commit.Execute();
            }
            catch
            {
                // SQLite has rolled back by itself after some errors.
                if (raw.sqlite3_get_autocommit(_handle) == 0)
                    _rollback.Execute();
                throw;
            }
        }
        finally
        {
            _database.WriteLock.Release();
        }
    }

    /// <inheritdoc/>
    public Task<StoredHeads> ReadHeadsAsync(IReadOnlyList<JournalAppend> appends, CancellationToken cancellationToken)
    {
        var heads = new StoredHeads([], []);
        try
        {
            using var head = _connection.CreateCommand();
            head.CommandText = "select max(version) from journal where tenant = @tenant and customer = @customer";
            using var mapping = _connection.CreateCommand();
            mapping.CommandText = "select 1 from customer where tenant = @tenant and external_id = @external_id";
            foreach (var append in appends)
            {
                cancellationToken.ThrowIfCancellationRequested();
                head.Parameters.Clear();
                head.Parameters.AddWithValue("@tenant", append.Tenant.Value);
                head.Parameters.AddWithValue("@customer", append.Customer.Value);
                if (head.ExecuteScalar() is long version)
                    heads.Versions[(append.Tenant.Value, append.Customer.Value)] = version;
                if (append.NewCustomerId is not { } id)
                    continue;
                mapping.Parameters.Clear();
                mapping.Parameters.AddWithValue("@tenant", append.Tenant.Value);
                mapping.Parameters.AddWithValue("@external_id", id.Value);
                if (mapping.ExecuteScalar() is not null)
                    heads.MappedIds.Add(new(append.Tenant, id));
            }
        }
        catch (SqliteException exception)
        {
            throw new JournalStoreException(CommitFailure.Unknown, exception);
        }

        return Task.FromResult(heads);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var statement in (SqliteStatement[])[_begin, _advance, _customer, _row, _personal, _delta, _commit, _rollback])
            statement.Dispose();
        return _connection.DisposeAsync();
    }

    private void Write(JournalCommit commit)
    {
        _advance.Bind(commit.ToSeq).Bind(commit.Writer).Bind(commit.FromSeq).Execute();
        if (raw.sqlite3_changes(_handle) == 0)
            throw new JournalStoreException(CommitFailure.WriterClosed);

        var recordedAt = Microseconds.Of(commit.RecordedAt);
        var seq = commit.FromSeq;
        foreach (var append in commit.Appends)
        {
            if (append.NewCustomerId is { } id)
                _customer.Bind(append.Tenant.Value).Bind(append.Customer.Value).Bind(id.Value).Execute();
            var version = append.FirstVersion;
            foreach (var entry in append.Entries)
                WriteRow(append, entry, version++, StoredBits.Position(commit.Writer, ++seq), recordedAt);
        }

        foreach (var append in commit.Appends)
        {
            if (append.Erasure is { } erasure)
                Erase(append, erasure, recordedAt);
            if (append.Deletion is { } deletion)
                Delete(append, deletion);
        }

        for (var i = 0; i < commit.Notices.Count; i++)
        {
            var notice = commit.Notices[i];
            _delta.Bind(notice.Tenant.Value).Bind(notice.Shard).Bind(notice.Position.Writer).Bind(notice.Position.Seq).Bind(notice.PreviousSeq)
                .Bind(recordedAt).Bind(Microseconds.Of(notice.NewestEventAt)).Bind(commit.EncodedDeltas[i])
                .Bind(RowChecksum.OfDelta(notice, commit.EncodedDeltas[i])).Bind(StoredBits.Raw(notice.Shared)).Execute();
        }
    }

    /// <summary>Rare: its statements are made for it and let go.</summary>
    private void Erase(JournalAppend append, PersonErasure erasure, long erasedAt)
    {
        var (tenant, customer) = (append.Tenant.Value, append.Customer.Value);
        foreach (var rewritten in erasure.Facts)
        {
            Once(
                "update journal set facts = ?, checksum = ? where position = ? and tenant = ?",
                sql => sql.Bind(rewritten.Interaction.Facts.Span).Bind(RowChecksum.OfRow(tenant, rewritten)).Bind(StoredBits.Of(rewritten.Position)).Bind(tenant));
        }

        if (erasure.PersonalBefore is { } before)
        {
            Once(
                "delete from journal_personal where tenant = ? and customer = ? and position in (select position from journal where tenant = ? and customer = ? and occurred_at < ? and kind not in (3, 4))",
                sql => sql.Bind(tenant).Bind(customer).Bind(tenant).Bind(customer).Bind(Microseconds.Of(before)));
        }
        else
        {
            Once("delete from journal_personal where tenant = ? and customer = ?", sql => sql.Bind(tenant).Bind(customer));
        }

        Once("delete from customer_snapshot where tenant = ? and customer = ?", sql => sql.Bind(tenant).Bind(customer));
        if (erasure.IdHash.IsEmpty)
            return;
        Once(
            "insert into erased_customer (tenant, id_hash, customer, erased_at) values (?, ?, ?, ?) on conflict do nothing",
            sql => sql.Bind(tenant).Bind(erasure.IdHash.Span).Bind(customer).Bind(erasedAt));
        Once("update customer set external_id = null where tenant = ? and customer = ?", sql => sql.Bind(tenant).Bind(customer));
        Once("delete from customer_index where tenant = ? and customer = ?", sql => sql.Bind(tenant).Bind(customer));
    }

    private void Delete(JournalAppend append, FactsDeletion deletion)
    {
        var tenant = append.Tenant.Value;
        using var row = new SqliteStatement(
            _handle,
            "update journal set occurred_at = ?, identity_hash = ?, content_hash = ?, revision = ?, kind = ?, source = ?, facts = ?, checksum = ? where tenant = ? and position = ?");
        using var personal = new SqliteStatement(_handle, "delete from journal_personal where tenant = ? and position = ?");
        foreach (var left in deletion.Rows)
        {
            EncodedInteraction nothing = left.Interaction;
            var position = StoredBits.Of(left.Position);
            row.Bind(Microseconds.Of(nothing.OccurredAt)).Bind(StoredBits.Ordered(nothing.IdentityHash)).Bind(StoredBits.Raw(nothing.ContentHash)).Bind(nothing.Revision)
                .Bind((long)nothing.Kind).Bind(nothing.Source).Bind(nothing.Facts.Span).Bind(RowChecksum.OfRow(tenant, left)).Bind(tenant).Bind(position).Execute();
            personal.Bind(tenant).Bind(position).Execute();
        }

        foreach (var customer in deletion.CustomersOf(append))
            Once("delete from customer_snapshot where tenant = ? and customer = ?", sql => sql.Bind(tenant).Bind(customer.Value));
    }

    private void Once(string sql, Action<SqliteStatement> bind)
    {
        using var statement = new SqliteStatement(_handle, sql);
        bind(statement);
        statement.Execute();
    }

    private void WriteRow(JournalAppend append, JournalEntry entry, long version, long position, long recordedAt)
    {
        EncodedInteraction interaction = entry.Interaction;
        _row.Bind(position).Bind(append.Customer.Value).Bind(version).Bind(recordedAt).Bind(Microseconds.Of(interaction.OccurredAt))
            .Bind(StoredBits.Ordered(interaction.IdentityHash)).Bind(StoredBits.Raw(interaction.ContentHash)).Bind(append.Tenant.Value)
            .Bind(interaction.Revision).Bind(entry.Definition).Bind((long)interaction.Kind).Bind(interaction.Source).Bind(interaction.Facts.Span)
            .Bind(RowChecksum.OfRow(append.Tenant.Value, append.Customer.Value, version, position, recordedAt, entry.Definition, interaction)).Execute();
        if (interaction.Personal.IsEmpty)
            return;
        _personal.Bind(position).Bind(append.Customer.Value).Bind(append.Tenant.Value).Bind(interaction.Personal.Span)
            .Bind(RowChecksum.OfPersonal(append.Tenant.Value, append.Customer.Value, position, interaction.Personal.Span)).Execute();
    }
}
