using KpiPlatform.Domain;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Writing;

/// <summary>The part of <see cref="IJournalStore"/> that both databases share.</summary>
internal abstract class SqlJournalStore(SqlDatabase database, string? host) : IJournalStore
{
    /// <summary>Reason of the failure to open a writer for a host that others declared dead.</summary>
    public const string HostFenced = "HOST_FENCED";

    /// <inheritdoc/>
    public async Task<long> OpenWriterAsync(Instant openedAt, CancellationToken cancellationToken)
    {
        var writer = await database.WriteAsync(
            async (transaction, token) =>
            {
                await database.LockWritersAsync(transaction, token);
                var opened = await transaction.QueryAsync(
                    command =>
                    {
                        database.Bind(command, "@opened_at", ColumnType.Time, Microseconds.Of(openedAt));
                        database.Bind(command, "@host", ColumnType.Text, host);
                        command.CommandText = "insert into writer (opened_at, host) select @opened_at, @host where not exists (select 1 from fenced_host where host = @host) returning id";
                    },
                    reader => reader.GetInt64(0),
                    token);
                return opened.Count == 1 ? opened[0] : throw new DomainException(ErrorKind.FailedPrecondition, HostFenced, "The other hosts have declared this one dead; start it anew.");
            },
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
