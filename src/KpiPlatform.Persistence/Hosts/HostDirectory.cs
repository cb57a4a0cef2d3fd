using System.Data.Common;
using KpiPlatform.Domain.Hosts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Hosts;

/// <summary>
/// The hosts that share a database, as they stand in it: what they say of themselves, what they are asked for, who was declared dead.
/// The database is where they meet, so that whoever can commit can be reached, and who cannot be reached cannot commit. Thread-safe.
/// </summary>
public sealed class HostDirectory : IHostDirectory, IDefinitionNotices
{
    private static readonly Duration SilentAfter = Duration.FromSeconds(10);
    private static readonly Duration KeptFor = Duration.FromHours(1);
    private readonly SqlDatabase _database;
    private readonly TimeProvider _time;

    /// <summary>Creates one.</summary>
    internal HostDirectory(SqlDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HostReport>> ListAsync(CancellationToken cancellationToken)
    {
        var silentBefore = Now() - SilentAfter;
        return await _database.QueryAsync(
            command =>
            {
                _database.Bind(command, "@since", ColumnType.Time, Microseconds.Of(Now() - KeptFor));
                command.CommandText =
                    """
                    select h.status, h.seen_at, h.report, case when f.host is null then 0 else 1 end
                    from host h left join fenced_host f on f.host = h.name
                    where h.seen_at >= @since order by h.name
                    """;
            },
            reader =>
            {
                var seenAt = _database.ReadTime(reader, 1);
                var status = (HostStatus)reader.GetInt32(0);

                // Who has left in good order is declared dead by the others as well, as soon as it is gone.
                if (status != HostStatus.Left)
                    status = reader.GetInt32(3) != 0 ? HostStatus.Dead : seenAt < silentBefore ? HostStatus.Silent : status;
                return StoredHostReport.Read(reader.Bytes(2), status, seenAt);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DrainAsync(string name, CancellationToken cancellationToken) =>
        await _database.ExecuteAsync(
            command =>
            {
                _database.Bind(command, "@name", ColumnType.Text, name);
                _database.Bind(command, "@last", ColumnType.Int, (int)HostStatus.Draining);

                // One that was killed said last that it runs.
                command.CommandText = "update host set drain = 1 where name = @name and status <= @last and not exists (select 1 from fenced_host f where f.host = host.name)";
            },
            cancellationToken) == 1;

    /// <summary>Stores what a host says of itself.</summary>
    /// <param name="report">What it says.</param>
    /// <param name="acknowledged">The last notice that it has acted upon.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it is asked to drain.</returns>
    public Task<bool> ReportAsync(HostReport report, long acknowledged, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        return _database.WriteAsync(
            async (transaction, token) => (await transaction.QueryAsync(
                command =>
                {
                    _database.Bind(command, "@name", ColumnType.Text, report.Name);
                    _database.Bind(command, "@status", ColumnType.Int, (int)report.Status);
                    _database.Bind(command, "@seen_at", ColumnType.Time, Microseconds.Of(report.SeenAt));
                    _database.Bind(command, "@writer", ColumnType.Long, report.Writer);
                    _database.Bind(command, "@acknowledged", ColumnType.Long, acknowledged);
                    _database.Bind(command, "@report", ColumnType.Bytes, StoredHostReport.Write(report));
                    command.CommandText =
                        """
                        insert into host (name, status, seen_at, writer, acknowledged, report)
                        values (@name, @status, @seen_at, @writer, @acknowledged, @report)
                        on conflict (name) do update set
                            status = excluded.status, seen_at = excluded.seen_at, writer = excluded.writer,
                            acknowledged = excluded.acknowledged, report = excluded.report
                        returning drain
                        """;
                },
                reader => reader.GetInt32(0) != 0,
                token))[0],
            cancellationToken);
    }

    /// <summary>A host has stopped in good order.</summary>
    public Task LeaveAsync(string name, CancellationToken cancellationToken) => _database.ExecuteAsync(
        command =>
        {
            _database.Bind(command, "@name", ColumnType.Text, name);
            _database.Bind(command, "@status", ColumnType.Int, (int)HostStatus.Left);
            _database.Bind(command, "@at", ColumnType.Time, Microseconds.Of(Now()));
            command.CommandText = "update host set status = @status, seen_at = @at where name = @name";
        },
        cancellationToken);

    /// <summary>
    /// Forgets hosts that were last heard of an hour ago and have no open writer, and notices as old that every host with an open writer has acted
    /// upon. The last notice stays: what a host acknowledges that has just come is compared with it.
    /// </summary>
    public Task ForgetOldAsync(CancellationToken cancellationToken) => _database.WriteAsync(
        async (transaction, token) =>
        {
            var before = Microseconds.Of(Now() - KeptFor);
            await transaction.ExecuteAsync(
                command =>
                {
                    _database.Bind(command, "@before", ColumnType.Time, before);
                    command.CommandText = "delete from host where seen_at < @before and not exists (select 1 from writer where writer.host = host.name and not closed)";
                },
                token);
            return await transaction.ExecuteAsync(
                command =>
                {
                    _database.Bind(command, "@before", ColumnType.Time, before);
                    command.CommandText =
                        """
                        delete from definition_notice
                        where announced_at < @before
                            and id < (select max(id) from definition_notice)
                            and id <= (select min(coalesce(h.acknowledged, 0)) from writer w left join host h on h.name = w.host where not w.closed)
                        """;
                },
                token);
        },
        cancellationToken);

    /// <summary>Hosts that have an open writer.</summary>
    public Task<IReadOnlyList<OpenHost>> ReadOpenAsync(CancellationToken cancellationToken) => _database.QueryAsync(
        command => command.CommandText = "select host, min(opened_at) from writer where not closed group by host",
        reader => new OpenHost(reader.IsDBNull(0) ? null : reader.GetString(0), _database.ReadTime(reader, 1)),
        cancellationToken);

    /// <summary>
    /// Declares a host dead: its writers are closed, after a commit of them that is under way, and it can open none any more. Null: those
    /// of hosts that were alone on the database. Doing it twice does no harm.
    /// </summary>
    /// <returns>How many writers were closed.</returns>
    public Task<int> FenceAsync(string? host, CancellationToken cancellationToken) => _database.WriteAsync(
        async (transaction, token) =>
        {
            await _database.LockWritersAsync(transaction, token);
            if (host is not null)
            {
                await transaction.ExecuteAsync(
                    command =>
                    {
                        BindHost(command, host);
                        _database.Bind(command, "@at", ColumnType.Time, Microseconds.Of(Now()));
                        command.CommandText = "insert into fenced_host (host, fenced_at) values (@host, @at) on conflict (host) do nothing";
                    },
                    token);
            }

            return await transaction.ExecuteAsync(
                command =>
                {
                    if (host is not null)
                        BindHost(command, host);
                    command.CommandText = $"update writer set closed = true where {(host is null ? "host is null" : "host = @host")} and not closed";
                },
                token);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<long> AnnounceAsync(TenantId tenant, CancellationToken cancellationToken) => _database.WriteAsync(
        async (transaction, token) =>
        {
            // One after the other: a host that acknowledges a notice has seen all before it.
            await _database.LockWritersAsync(transaction, token);
            return (await transaction.QueryAsync(
                command =>
                {
                    _database.Bind(command, "@tenant", ColumnType.Text, tenant.Value);
                    _database.Bind(command, "@at", ColumnType.Time, Microseconds.Of(Now()));
                    command.CommandText = "insert into definition_notice (tenant_id, announced_at) values (@tenant, @at) returning id";
                },
                reader => reader.GetInt64(0),
                token))[0];
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> IsKnownToAllAsync(long notice, CancellationToken cancellationToken) => (await _database.QueryAsync(
        command =>
        {
            _database.Bind(command, "@notice", ColumnType.Long, notice);
            command.CommandText =
                """
                select count(*) from writer w left join host h on h.name = w.host
                where not w.closed and coalesce(h.acknowledged, 0) < @notice
                """;
        },
        reader => reader.GetInt64(0),
        cancellationToken))[0] == 0;

    /// <summary>Notices after a number, by number.</summary>
    public Task<IReadOnlyList<DefinitionNotice>> ReadNoticesAsync(long after, CancellationToken cancellationToken) => _database.QueryAsync(
        command =>
        {
            _database.Bind(command, "@after", ColumnType.Long, after);
            command.CommandText = "select id, tenant_id from definition_notice where id > @after order by id";
        },
        reader => new DefinitionNotice(reader.GetInt64(0), TenantId.Parse(reader.GetString(1))),
        cancellationToken);

    private void BindHost(DbCommand command, string host) => _database.Bind(command, "@host", ColumnType.Text, host);

    private Instant Now() => Instant.FromDateTimeOffset(_time.GetUtcNow());
}
