using System.Data.Common;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <summary>Where customers stand in segments, and their entries and exits, over SQL.</summary>
internal sealed class SegmentStore(SqlDatabase database) : ISegmentStore
{
    private const int MaxPage = 1_000;
    private const char Separator = ',';
    private static readonly string[] SegmentTables = ["segment_event", "segment_member"];
    private const string EventColumns = "tenant, position, segment, customer, entered, cause, occurred_at, recorded_at";

    /// <inheritdoc/>
    public Task TrackAsync(TenantNumber tenant, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            tenant,
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText = "insert into segment_log (tenant, position, definition) values (@tenant, 0, 0) on conflict (tenant) do nothing";
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TrackedTenant>> ListTrackedAsync(CancellationToken cancellationToken) =>
        database.QueryAcrossTenantsAsync(
            command => command.CommandText = "select l.tenant, t.id, l.definition from segment_log l join tenant t on t.tenant = l.tenant order by l.tenant",
            reader => new TrackedTenant(new(reader.GetInt32(0)), TenantId.Parse(reader.GetString(1)), reader.GetInt64(2)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<int> ApplyAsync(
        TenantNumber tenant,
        IReadOnlyCollection<CustomerNumber> customers,
        Instant recordedAt,
        Func<IReadOnlyDictionary<CustomerNumber, SegmentStanding>, SegmentChanges> decide,
        CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async (transaction, token) =>
            {
                var position = await LockAsync(transaction, tenant, token);
                var changes = decide(await ReadStandingsAsync(transaction, tenant, [.. customers.Distinct()], token));
                await WriteStandingsAsync(transaction, tenant, changes, token);
                if (changes.Events.Count == 0)
                    return 0;
                await WriteMembersAsync(transaction, tenant, changes.Events, token);
                await WriteEventsAsync(transaction, tenant, position, recordedAt, changes.Events, token);
                return changes.Events.Count;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TrackedCustomer>> ReadDueAsync(Instant now, int limit, CancellationToken cancellationToken) =>
        database.QueryAcrossTenantsAsync(
            command =>
            {
                database.Bind(command, "@now", ColumnType.Time, Microseconds.Of(now));
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText =
                    """
                    select s.tenant, s.customer, c.external_id
                    from segment_customer s join customer c on c.tenant = s.tenant and c.customer = s.customer
                    where s.due_at <= @now
                    order by s.due_at, s.tenant, s.customer
                    limit @limit
                    """;
            },
            ReadCustomer,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TrackedCustomer>> ReadBehindAsync(TenantNumber tenant, long definition, CustomerNumber? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(limit, Math.Clamp(limit, 1, MaxPage));
        return database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@definition", ColumnType.Long, definition);
                database.Bind(command, "@after", ColumnType.Long, after?.Value ?? long.MinValue);
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText =
                    """
                    select c.tenant, c.customer, c.external_id
                    from customer c
                    left join customer_index i on i.tenant = c.tenant and i.customer = c.customer
                    left join segment_customer s on s.tenant = c.tenant and s.customer = c.customer
                    where c.tenant = @tenant and c.customer > @after
                        and ((c.external_id <> '' and i.folded = 0 and (s.customer is null or s.version < i.version or s.definition <> @definition))
                            or (s.customer is not null and (c.external_id is null or i.folded = 1)))
                    order by c.customer
                    limit @limit
                    """;
            },
            ReadCustomer,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task CompleteAsync(TenantNumber tenant, long definition, IReadOnlyCollection<string> segments, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async (transaction, token) =>
            {
                await LockAsync(transaction, tenant, token);
                var known = await transaction.QueryAsync(
                    command =>
                    {
                        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                        command.CommandText = "select distinct segment from segment_event where tenant = @tenant";
                    },
                    reader => reader.GetString(0),
                    token);
                foreach (var gone in known.Except(segments, StringComparer.Ordinal))
                {
                    foreach (var table in SegmentTables)
                    {
                        await transaction.ExecuteAsync(
                            command =>
                            {
                                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                                database.Bind(command, "@segment", ColumnType.Text, gone);
                                command.CommandText = $"delete from {table} where tenant = @tenant and segment = @segment";
                            },
                            token);
                    }
                }

                return await transaction.ExecuteAsync(
                    command =>
                    {
                        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                        database.Bind(command, "@definition", ColumnType.Long, definition);
                        command.CommandText = "update segment_log set definition = @definition where tenant = @tenant";
                    },
                    token);
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<SegmentState> ReadStateAsync(TenantNumber tenant, string segment, CancellationToken cancellationToken)
    {
        // One statement, so that the number of members is that after the last event.
        var states = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@segment", ColumnType.Text, segment);
                command.CommandText =
                    """
                    select l.position, (select count(*) from segment_member m where m.tenant = @tenant and m.segment = @segment), l.definition
                    from segment_log l where l.tenant = @tenant
                    """;
            },
            reader => new SegmentState(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)),
            cancellationToken);
        return states.Count == 0 ? new(0, 0, 0) : states[0];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> CountMembersAsync(TenantNumber tenant, CancellationToken cancellationToken)
    {
        var counts = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText = "select segment, count(*) from segment_member where tenant = @tenant group by segment";
            },
            reader => KeyValuePair.Create(reader.GetString(0), reader.GetInt64(1)),
            cancellationToken);
        return new Dictionary<string, long>(counts, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SegmentEvent>> ReadEventsAsync(SegmentEventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Limit, Math.Clamp(query.Limit, 1, MaxPage + 1), nameof(query));
        return database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, query.Tenant.Value);
                database.Bind(command, "@after", ColumnType.Long, query.After);
                database.Bind(command, "@limit", ColumnType.Int, query.Limit);
                var where = "e.tenant = @tenant and e.position > @after";
                if (query.Segment is { } segment)
                {
                    database.Bind(command, "@segment", ColumnType.Text, segment);
                    where += " and e.segment = @segment";
                }

                if (query.From is { } from)
                {
                    database.Bind(command, "@from", ColumnType.Time, Microseconds.Of(from));
                    where += " and e.occurred_at >= @from";
                }

                if (query.Before is { } before)
                {
                    database.Bind(command, "@before", ColumnType.Time, Microseconds.Of(before));
                    where += " and e.occurred_at < @before";
                }

                command.CommandText =
                    $"""
                    select e.position, e.segment, c.external_id, e.entered, e.cause, e.occurred_at, e.recorded_at, e.customer
                    from segment_event e left join customer c on c.tenant = e.tenant and c.customer = e.customer
                    where {where}
                    order by e.position
                    limit @limit
                    """;
            },
            reader => new SegmentEvent(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.TextOrNull(2),
                reader.GetInt32(3) != 0,
                (SegmentCause)reader.GetInt32(4),
                database.ReadTime(reader, 5),
                database.ReadTime(reader, 6))
            {
                Customer = new(reader.GetInt64(7)),
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SegmentMember>> ReadMembersAsync(TenantNumber tenant, string segment, string after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(limit, Math.Clamp(limit, 1, MaxPage + 1));
        return database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@segment", ColumnType.Text, segment);
                database.Bind(command, "@after", ColumnType.Text, after);
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText =
                    """
                    select c.external_id, m.since, m.customer
                    from segment_member m join customer c on c.tenant = m.tenant and c.customer = m.customer
                    where m.tenant = @tenant and m.segment = @segment and c.external_id > @after
                    order by c.external_id
                    limit @limit
                    """;
            },
            reader => new SegmentMember(reader.GetString(0), database.ReadTime(reader, 1)) { Customer = new(reader.GetInt64(2)) },
            cancellationToken);
    }

    private static TrackedCustomer ReadCustomer(DbDataReader reader) =>
        new(new(reader.GetInt32(0)), new(reader.GetInt64(1)), reader.TextOrNull(2) is { } id ? CustomerIds.Parse(id) : null);

    /// <summary>Takes the tenant's log for this transaction; answers with the position of its last event.</summary>
    private async Task<long> LockAsync(DbTransaction transaction, TenantNumber tenant, CancellationToken cancellationToken)
    {
        var positions = await transaction.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                command.CommandText =
                    """
                    insert into segment_log (tenant, position, definition) values (@tenant, 0, 0)
                    on conflict (tenant) do update set position = segment_log.position
                    returning position
                    """;
            },
            reader => reader.GetInt64(0),
            cancellationToken);
        return positions[0];
    }

    private async Task<IReadOnlyDictionary<CustomerNumber, SegmentStanding>> ReadStandingsAsync(
        DbTransaction transaction, TenantNumber tenant, CustomerNumber[] customers, CancellationToken cancellationToken)
    {
        var standings = await transaction.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                var source = database.RowSource(command, [BulkColumn.Of(ColumnType.Long, customers, customer => customer.Value)]);
                command.CommandText =
                    $"""
                    with wanted(customer) as ({source})
                    select s.customer, s.version, s.definition, s.due_at, s.segments
                    from wanted w join segment_customer s on s.tenant = @tenant and s.customer = w.customer
                    """;
            },
            reader => new SegmentStanding(
                new(reader.GetInt64(0)),
                reader.GetInt64(1),
                reader.GetInt64(2),
                database.ReadTimeOrNull(reader, 3),
                reader.GetString(4).Split(Separator, StringSplitOptions.RemoveEmptyEntries)),
            cancellationToken);
        return standings.ToDictionary(standing => standing.Customer);
    }

    private async Task WriteStandingsAsync(DbTransaction transaction, TenantNumber tenant, SegmentChanges changes, CancellationToken cancellationToken)
    {
        await database.ExecuteForRowsAsync(
            transaction,
            rows =>
                $"""
                insert into segment_customer (tenant, customer, version, definition, due_at, segments) {rows}
                on conflict (tenant, customer) do update
                set version = excluded.version, definition = excluded.definition, due_at = excluded.due_at, segments = excluded.segments
                """,
            [
                BulkColumn.Of(ColumnType.Int, changes.Standings, _ => tenant.Value),
                BulkColumn.Of(ColumnType.Long, changes.Standings, standing => standing.Customer.Value),
                BulkColumn.Of(ColumnType.Long, changes.Standings, standing => standing.Version),
                BulkColumn.Of(ColumnType.Long, changes.Standings, standing => standing.Definition),
                BulkColumn.Of(ColumnType.Time, changes.Standings, standing => Microseconds.Of(standing.DueAt)),
                BulkColumn.Of(ColumnType.Text, changes.Standings, standing => string.Join(Separator, standing.Segments)),
            ],
            cancellationToken);
        await database.ExecuteForRowsAsync(
            transaction,
            rows => $"delete from segment_customer where (tenant, customer) in ({rows})",
            [
                BulkColumn.Of(ColumnType.Int, changes.Gone, _ => tenant.Value),
                BulkColumn.Of(ColumnType.Long, changes.Gone, customer => customer.Value),
            ],
            cancellationToken);
    }

    /// <summary>Only the last event of each customer and segment counts.</summary>
    private async Task WriteMembersAsync(DbTransaction transaction, TenantNumber tenant, IReadOnlyList<SegmentChange> events, CancellationToken cancellationToken)
    {
        var last = events.GroupBy(one => (one.Customer, one.Segment)).Select(group => group.Last()).ToList();
        await database.ExecuteForRowsAsync(
            transaction,
            rows => $"insert into segment_member (tenant, segment, customer, since) {rows} on conflict (tenant, segment, customer) do update set since = excluded.since",
            MemberColumns(tenant, [.. last.Where(one => one.HasEntered)], withSince: true),
            cancellationToken);
        await database.ExecuteForRowsAsync(
            transaction,
            rows => $"delete from segment_member where (tenant, segment, customer) in ({rows})",
            MemberColumns(tenant, [.. last.Where(one => !one.HasEntered)], withSince: false),
            cancellationToken);
    }

    private static List<BulkColumn> MemberColumns(TenantNumber tenant, List<SegmentChange> changes, bool withSince)
    {
        List<BulkColumn> columns =
        [
            BulkColumn.Of(ColumnType.Int, changes, _ => tenant.Value),
            BulkColumn.Of(ColumnType.Text, changes, change => change.Segment),
            BulkColumn.Of(ColumnType.Long, changes, change => change.Customer.Value),
        ];
        if (withSince)
            columns.Add(BulkColumn.Of(ColumnType.Time, changes, change => Microseconds.Of(change.OccurredAt)));
        return columns;
    }

    private async Task WriteEventsAsync(
        DbTransaction transaction, TenantNumber tenant, long position, Instant recordedAt, IReadOnlyList<SegmentChange> events, CancellationToken cancellationToken)
    {
        var numbered = events.Select((one, i) => (Event: one, Position: position + 1 + i)).ToList();
        await database.ExecuteForRowsAsync(
            transaction,
            rows => $"insert into segment_event ({EventColumns}) {rows}",
            [
                BulkColumn.Of(ColumnType.Int, numbered, _ => tenant.Value),
                BulkColumn.Of(ColumnType.Long, numbered, one => one.Position),
                BulkColumn.Of(ColumnType.Text, numbered, one => one.Event.Segment),
                BulkColumn.Of(ColumnType.Long, numbered, one => one.Event.Customer.Value),
                BulkColumn.Of(ColumnType.Int, numbered, one => one.Event.HasEntered ? 1 : 0),
                BulkColumn.Of(ColumnType.Int, numbered, one => (int)one.Event.Cause),
                BulkColumn.Of(ColumnType.Time, numbered, one => Microseconds.Of(one.Event.OccurredAt)),
                BulkColumn.Of(ColumnType.Time, numbered, _ => Microseconds.Of(recordedAt)),
            ],
            cancellationToken);
        await transaction.ExecuteAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@position", ColumnType.Long, numbered[^1].Position);
                command.CommandText = "update segment_log set position = @position where tenant = @tenant";
            },
            cancellationToken);
    }
}
