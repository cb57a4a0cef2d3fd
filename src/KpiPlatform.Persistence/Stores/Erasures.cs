using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.Reading;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <summary>What forgetting persons asks of storage, over SQL.</summary>
internal sealed class Erasures(SqlDatabase database) : IErasures
{
    /// <summary>Purpose of the key that ids of erased customers are hashed under.</summary>
    public const string Purpose = "erased";

    private const int KeyBytes = 32;

    // A key never changes, so a copy of it is never old.
    private readonly ConcurrentDictionary<int, byte[]> _keys = new();

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> HashAsync(CustomerReference customer, CancellationToken cancellationToken)
    {
        if (!_keys.TryGetValue(customer.Tenant.Value, out var key))
            _keys[customer.Tenant.Value] = key = await MakeKeyAsync(customer.Tenant, cancellationToken);
        return Hash(key, customer.Customer);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CustomerId>> ReadOutlivedAsync(TenantNumber tenant, Instant before, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@before", ColumnType.Time, Microseconds.Of(before));
                database.Bind(command, "@limit", ColumnType.Int, limit);
                // Marks occur when the newest interaction of all that count as one did; who is folded is erased with its survivor.
                command.CommandText =
                    """
                    select c.external_id
                    from customer c
                    where c.tenant = @tenant and c.external_id <> '' and (
                        exists (
                            select 1 from journal_personal p join journal j on j.position = p.position
                            where p.tenant = @tenant and p.customer = c.customer and j.tenant = @tenant and j.occurred_at < @before and j.kind not in (3, 4))
                        or not exists (
                            select 1 from journal j
                            where j.tenant = @tenant and j.customer = c.customer and j.occurred_at >= @before)
                        and not exists (select 1 from customer_index i where i.tenant = @tenant and i.customer = c.customer and i.folded <> 0))
                    limit @limit
                    """;
            },
            reader => CustomerIds.Parse(reader.GetString(0))!.Value,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CustomerId>> ReadActiveBeforeAsync(TenantNumber tenant, Instant before, string after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@before", ColumnType.Time, Microseconds.Of(before));
                database.Bind(command, "@after", ColumnType.Text, after);
                database.Bind(command, "@limit", ColumnType.Int, limit);

                // Where nothing is left to delete, as on most nights, that is seen at once and not customer by customer. Emptied rows lie before 1970.
                database.Bind(command, "@first", ColumnType.Time, 0L);
                command.CommandText =
                    """
                    select c.external_id
                    from customer c
                    where c.tenant = @tenant and c.external_id > @after and c.external_id <> ''
                    and exists (
                        select 1 from journal any_of_all
                        where any_of_all.tenant = @tenant and any_of_all.occurred_at >= @first and any_of_all.occurred_at < @before and any_of_all.kind not in (0, 3, 4))
                    and exists (
                        select 1 from journal j
                        where j.tenant = @tenant and j.customer = c.customer and j.occurred_at < @before and j.kind not in (0, 3, 4))
                    order by c.external_id
                    limit @limit
                    """;
            },
            reader => CustomerIds.Parse(reader.GetString(0))!.Value,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CustomerNumber>> ReadErasedActiveBeforeAsync(TenantNumber tenant, Instant before, CustomerNumber? after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                database.Bind(command, "@before", ColumnType.Time, Microseconds.Of(before));
                database.Bind(command, "@after", ColumnType.Long, after?.Value ?? long.MinValue);
                database.Bind(command, "@limit", ColumnType.Int, limit);

                // Marks with facts are those of links.
                command.CommandText =
                    """
                    select c.customer
                    from customer c
                    where c.tenant = @tenant and c.customer > @after and c.external_id is null and exists (
                        select 1 from journal j
                        where j.tenant = @tenant and j.customer = c.customer and (j.occurred_at < @before and j.kind not in (0, 3, 4) or j.kind = 0 and length(j.facts) > 0))
                    order by c.customer
                    limit @limit
                    """;
            },
            reader => new CustomerNumber(reader.GetInt64(0)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<int> ForgetReferrersAsync(TenantNumber tenant, IReadOnlyCollection<CustomerId> referrers, CancellationToken cancellationToken)
    {
        if (referrers.Count == 0)
            return 0;
        var changed = await database.WriteAsync(
            tenant,
            async (transaction, token) =>
            {
                var ids = referrers.Select(referrer => referrer.Value).ToHashSet(StringComparer.Ordinal);
                ids.ExceptWith(await transaction.QueryAsync(command => PrepareKnown(command, tenant, [.. ids]), reader => reader.GetString(0), token));
                if (ids.Count == 0)
                    return 0;
                var named = await transaction.QueryAsync(command => PrepareNaming(command, tenant, ids), reader => RowMapper.Read(database, reader), token);
                var count = 0;
                foreach (var row in named)
                {
                    var without = PersonalPart.WithoutReferrer(row.Interaction, ids.Contains);
                    if (!ReferenceEquals(without, row.Interaction))
                        count += await transaction.ExecuteAsync(command => PrepareReplace(command, tenant, row with { Interaction = without }), token);
                }

                return count;
            },
            cancellationToken);
        if (changed > 0)
            await ScrubAsync(cancellationToken);
        return changed;
    }

    /// <inheritdoc/>
    public Task ScrubAsync(CancellationToken cancellationToken) => database.ScrubAsync(cancellationToken);

    /// <summary>The keyed hash of an id.</summary>
    public static byte[] Hash(byte[] key, CustomerId customer) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(customer.Value));

    private void PrepareKnown(DbCommand command, TenantNumber tenant, string[] ids)
    {
        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
        command.CommandText = $"select external_id from customer where tenant = @tenant and external_id in ({database.RowSource(command, [BulkColumn.Of(ColumnType.Text, ids, id => id)])})";
    }

    /// <summary>Personal parts of customers' beginnings; of one referrer only those in whose bytes the id stands.</summary>
    private void PrepareNaming(DbCommand command, TenantNumber tenant, HashSet<string> ids)
    {
        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
        database.Bind(command, "@kind", ColumnType.Int, (int)InteractionKind.CustomerRegistered);
        var narrowed = string.Empty;
        if (ids.Count == 1)
        {
            database.Bind(command, "@id", ColumnType.Bytes, Encoding.UTF8.GetBytes(ids.First()));
            narrowed = " and " + database.HoldsBytes("p.personal", "@id");
        }

        command.CommandText =
            $"""
            select {RowMapper.Columns}
            from journal_personal p join journal j on j.tenant = p.tenant and j.position = p.position
            where p.tenant = @tenant and j.kind = @kind{narrowed}
            """;
    }

    private void PrepareReplace(DbCommand command, TenantNumber tenant, JournalRow row)
    {
        var position = StoredBits.Of(row.Position);
        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
        database.Bind(command, "@position", ColumnType.Long, position);
        if (row.Interaction.Personal.IsEmpty)
        {
            command.CommandText = "delete from journal_personal where tenant = @tenant and position = @position";
            return;
        }

        database.Bind(command, "@personal", ColumnType.Bytes, row.Interaction.Personal);
        database.Bind(command, "@checksum", ColumnType.Int, RowChecksum.OfPersonal(tenant.Value, row.Customer.Value, position, row.Interaction.Personal.Span));
        command.CommandText = "update journal_personal set personal = @personal, checksum = @checksum where tenant = @tenant and position = @position";
    }

    private Task<byte[]> MakeKeyAsync(TenantNumber tenant, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async (transaction, token) =>
            {
                await transaction.ExecuteAsync(
                    command =>
                    {
                        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                        database.Bind(command, "@purpose", ColumnType.Text, Purpose);
                        database.Bind(command, "@secret", ColumnType.Bytes, RandomNumberGenerator.GetBytes(KeyBytes));
                        command.CommandText = "insert into tenant_secret (tenant, purpose, secret) values (@tenant, @purpose, @secret) on conflict do nothing";
                    },
                    token);
                return (await transaction.QueryAsync(
                    command =>
                    {
                        database.Bind(command, "@tenant", ColumnType.Int, tenant.Value);
                        database.Bind(command, "@purpose", ColumnType.Text, Purpose);
                        command.CommandText = "select secret from tenant_secret where tenant = @tenant and purpose = @purpose";
                    },
                    reader => reader.Bytes(0),
                    token))[0];
            },
            cancellationToken);
}
