using System.Data.Common;
using System.Globalization;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <summary>Counters of what came in, and what was refused, over SQL.</summary>
internal sealed class IntakeQualityStore(SqlDatabase database) : IIntakeQualityStore
{
    private const int MaxPage = 1_000;
    private const string RejectedColumns = "tenant, id, rejected_at, source, reason, field, message, payload";

    /// <inheritdoc/>
    public Task AddAsync(IntakeReport report, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (transaction, token) =>
            {
                // Sorted, so that two hosts that write the same rows don't wait for each other in a circle.
                var counts = report.Counts
                    .OrderBy(count => (count.Tenant.Value, count.Day))
                    .ThenBy(count => count.Source, StringComparer.Ordinal)
                    .ThenBy(count => count.Outcome)
                    .ThenBy(count => count.Reason, StringComparer.Ordinal)
                    .ToArray();
                if (counts.Length > 0)
                    await AddCountsAsync(transaction, counts, token);
                var sources = report.Sources.OrderBy(source => source.Tenant.Value).ThenBy(source => source.Source, StringComparer.Ordinal).ToArray();
                if (sources.Length > 0)
                    await AddSourcesAsync(transaction, sources, token);
                var kinds = report.Kinds.OrderBy(kind => kind.Tenant.Value).ThenBy(kind => kind.Source, StringComparer.Ordinal).ThenBy(kind => kind.Kind, StringComparer.Ordinal).ToArray();
                if (kinds.Length > 0)
                    await AddKindsAsync(transaction, kinds, token);
                if (report.Rejected.Count > 0)
                    await AddRejectedAsync(transaction, report.Rejected, token);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntakeCount>> ReadCountsAsync(TenantNumber tenant, int fromDay, int toDay, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@from", ColumnType.Int, fromDay);
                database.Bind(command, "@to", ColumnType.Int, toDay);
                command.CommandText =
                    """
                    select source, outcome, reason, cast(sum(count) as bigint)
                    from intake_count
                    where tenant = @tenant and day >= @from and day < @to
                    group by source, outcome, reason
                    order by source, outcome, reason
                    """;
            },
            reader => new IntakeCount(tenant, fromDay, reader.GetString(0), (IntakeOutcome)reader.GetInt32(1), reader.GetString(2), reader.GetInt64(3)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntakeSource>> ReadSourcesAsync(TenantNumber tenant, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText = "select source, newest_event_at, last_received_at from intake_source where tenant = @tenant order by source";
            },
            reader => new IntakeSource(tenant, reader.GetString(0), database.ReadTime(reader, 1), database.ReadTime(reader, 2)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntakeKind>> ReadKindsAsync(TenantNumber tenant, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText = "select source, kind, last_received_at from intake_kind where tenant = @tenant order by source, kind";
            },
            reader => new IntakeKind(tenant, reader.GetString(0), reader.GetString(1), database.ReadTime(reader, 2)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RejectedPayload>> ListRejectedAsync(RejectedQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Limit, Math.Clamp(query.Limit, 1, MaxPage), nameof(query));
        return database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, query.Tenant.Value);
                database.Bind(command, "@after", ColumnType.Text, query.After ?? string.Empty);
                database.Bind(command, "@limit", ColumnType.Int, query.Limit);
                var where = "tenant = @tenant and id > @after";
                if (query.Source is { } source)
                {
                    database.Bind(command, "@source", ColumnType.Text, source);
                    where += " and source = @source";
                }

                if (query.Reason is { } reason)
                {
                    database.Bind(command, "@reason", ColumnType.Text, reason);
                    where += " and reason = @reason";
                }

                command.CommandText = $"select {RejectedColumns} from rejected_interaction where {where} order by id limit @limit";
            },
            ReadRejected,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RejectedPayload>> FindRejectedAsync(TenantNumber tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText = $"select {RejectedColumns} from rejected_interaction where tenant = @tenant and (tenant, id) in ({database.RowSource(command, KeyColumns(tenant, ids))}) order by id";
            },
            ReadRejected,
            cancellationToken);

    /// <inheritdoc/>
    public Task DeleteRejectedAsync(TenantNumber tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            (transaction, token) => database.ExecuteForRowsAsync(
                transaction, rows => $"delete from rejected_interaction where (tenant, id) in ({rows})", KeyColumns(tenant, ids), token),
            cancellationToken);

    /// <inheritdoc/>
    public Task<int> TrimRejectedAsync(Instant before, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (transaction, token) =>
            {
                var deleted = await transaction.ExecuteAsync(
                    command =>
                    {
                        database.Bind(command, "@before", ColumnType.Time, Microseconds.Of(before));
                        command.CommandText = "delete from rejected_interaction where rejected_at < @before";
                    },
                    token);
                return deleted + await transaction.ExecuteAsync(
                    command => command.CommandText = string.Create(
                        CultureInfo.InvariantCulture,
                        $"""
                        delete from rejected_interaction where (tenant, id) in (
                            select tenant, id from (
                                select tenant, id,
                                    row_number() over newest_first as place,
                                    sum(length(payload)) over newest_first as bytes
                                from rejected_interaction
                                window newest_first as (partition by tenant order by id desc)) kept
                            where place > {RejectedLimits.PerTenant} or bytes > {RejectedLimits.BytesPerTenant})
                        """),
                    token);
            },
            cancellationToken);

    private Task AddCountsAsync(DbTransaction transaction, IntakeCount[] counts, CancellationToken cancellationToken) =>
        database.ExecuteForRowsAsync(
            transaction,
            rows =>
                $"""
                insert into intake_count (tenant, day, source, outcome, reason, count) {rows}
                on conflict (tenant, day, source, outcome, reason) do update set count = intake_count.count + excluded.count
                """,
            [
                BulkColumn.Of(ColumnType.Int, counts, count => count.Tenant.Value),
                BulkColumn.Of(ColumnType.Int, counts, count => count.Day),
                BulkColumn.Of(ColumnType.Text, counts, count => count.Source),
                BulkColumn.Of(ColumnType.Int, counts, count => (int)count.Outcome),
                BulkColumn.Of(ColumnType.Text, counts, count => count.Reason),
                BulkColumn.Of(ColumnType.Long, counts, count => count.Count),
            ],
            cancellationToken);

    private Task<int> AddKindsAsync(DbTransaction transaction, IntakeKind[] kinds, CancellationToken cancellationToken) =>
        database.ExecuteForRowsAsync(
            transaction,
            rows =>
                $"""
                insert into intake_kind (tenant, source, kind, last_received_at) {rows}
                on conflict (tenant, source, kind) do update set
                    last_received_at = case when excluded.last_received_at > intake_kind.last_received_at then excluded.last_received_at else intake_kind.last_received_at end
                """,
            [
                BulkColumn.Of(ColumnType.Int, kinds, kind => kind.Tenant.Value),
                BulkColumn.Of(ColumnType.Text, kinds, kind => kind.Source),
                BulkColumn.Of(ColumnType.Text, kinds, kind => kind.Kind),
                BulkColumn.Of(ColumnType.Time, kinds, kind => Microseconds.Of(kind.LastReceivedAt)),
            ],
            cancellationToken);

    private Task AddSourcesAsync(DbTransaction transaction, IntakeSource[] sources, CancellationToken cancellationToken) =>
        database.ExecuteForRowsAsync(
            transaction,
            rows =>
                $"""
                insert into intake_source (tenant, source, newest_event_at, last_received_at) {rows}
                on conflict (tenant, source) do update set
                    newest_event_at = case when excluded.newest_event_at > intake_source.newest_event_at then excluded.newest_event_at else intake_source.newest_event_at end,
                    last_received_at = case when excluded.last_received_at > intake_source.last_received_at then excluded.last_received_at else intake_source.last_received_at end
                """,
            [
                BulkColumn.Of(ColumnType.Int, sources, source => source.Tenant.Value),
                BulkColumn.Of(ColumnType.Text, sources, source => source.Source),
                BulkColumn.Of(ColumnType.Time, sources, source => Microseconds.Of(source.NewestEventAt)),
                BulkColumn.Of(ColumnType.Time, sources, source => Microseconds.Of(source.LastReceivedAt)),
            ],
            cancellationToken);

    private Task AddRejectedAsync(DbTransaction transaction, IReadOnlyList<RejectedPayload> rejected, CancellationToken cancellationToken) =>
        database.ExecuteForRowsAsync(
            transaction,
            rows => $"insert into rejected_interaction ({RejectedColumns}) {rows} on conflict (tenant, id) do nothing",
            [
                BulkColumn.Of(ColumnType.Int, rejected, one => one.Tenant.Value),
                BulkColumn.Of(ColumnType.Text, rejected, one => one.Id),
                BulkColumn.Of(ColumnType.Time, rejected, one => Microseconds.Of(one.RejectedAt)),
                BulkColumn.Of(ColumnType.Text, rejected, one => one.Source),
                BulkColumn.Of(ColumnType.Text, rejected, one => one.Reason),
                BulkColumn.Of(ColumnType.Text, rejected, one => one.Field),
                BulkColumn.Of(ColumnType.Text, rejected, one => one.Message),
                BulkColumn.Of(ColumnType.Bytes, rejected, one => MemoryBytes.Of(one.Payload)),
            ],
            cancellationToken);

    private static BulkColumn[] KeyColumns(TenantNumber tenant, IReadOnlyCollection<string> ids)
    {
        var keys = ids.ToArray();
        return [BulkColumn.Of(ColumnType.Int, keys, _ => tenant.Value), BulkColumn.Of(ColumnType.Text, keys, id => id)];
    }

    private RejectedPayload ReadRejected(DbDataReader reader) =>
        new(
            new(reader.GetInt32(0)),
            reader.GetString(1),
            database.ReadTime(reader, 2),
            reader.GetString(3),
            reader.GetString(4),
            reader.GetString(5),
            reader.GetString(6),
            reader.Bytes(7));
}
