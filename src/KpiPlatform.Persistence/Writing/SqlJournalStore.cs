using KpiPlatform.Domain;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Writing;

/// <summary>The part of <see cref="IJournalStore"/> that both databases share.</summary>
internal abstract class SqlJournalStore(SqlDatabase database) : IJournalStore
{
    /// <inheritdoc/>
    public async Task<long> OpenWriterAsync(Instant openedAt, CancellationToken cancellationToken)
    {
        var writer = await database.WriteAsync(
            async (transaction, token) => (await transaction.QueryAsync(
                command =>
                {
                    database.Bind(command, "@opened_at", ColumnType.Time, Microseconds.Of(openedAt));
                    command.CommandText = "insert into writer (opened_at) values (@opened_at) returning id";
                },
                reader => reader.GetInt64(0),
                token))[0],
            cancellationToken);
        return writer <= StoredBits.MaxWriter
            ? writer
            : throw new InvalidOperationException($"Writer {writer} does not fit a position; the greatest is {StoredBits.MaxWriter}.");
    }

    /// <inheritdoc/>
    public async Task<long> CloseWriterAsync(long writer, CancellationToken cancellationToken)
    {
        // The update waits for the lock that a commit under way holds on the writer's row.
        var lastSeq = await database.WriteAsync(
            (transaction, token) => transaction.QueryAsync(
                command =>
                {
                    database.Bind(command, "@writer", ColumnType.Long, writer);
                    command.CommandText = "update writer set closed = true where id = @writer returning last_seq";
                },
                reader => reader.GetInt64(0),
                token),
            cancellationToken);
        return lastSeq.Count == 1
            ? lastSeq[0]
            : throw new DomainException(ErrorKind.NotFound, "WRITER_NOT_FOUND", $"There is no writer {writer}.");
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ReadOpenWritersAsync(long belowWriter, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@below", ColumnType.Long, belowWriter);
                command.CommandText = "select id from writer where id < @below and not closed order by id";
            },
            reader => reader.GetInt64(0),
            cancellationToken);

    /// <inheritdoc/>
    public abstract Task<IJournalSession> OpenSessionAsync(CancellationToken cancellationToken);
}
