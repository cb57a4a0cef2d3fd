using System.Collections.Concurrent;
using System.Data.Common;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <summary>Tenants and their numbers. What was found is kept: a tenant never changes its number, and one that was deleted never comes back.</summary>
internal sealed class TenantRegistry(SqlDatabase database, TimeProvider time) : ITenantRegistry
{
    private readonly ConcurrentDictionary<TenantId, TenantNumber> _known = [];

    /// <inheritdoc/>
    public async Task<TenantNumber> GetOrAddAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        // Asking first: an insert that finds the tenant there would use up a number.
        if (await FindAsync(tenant, cancellationToken) is { } found)
            return found;
        await database.ExecuteAsync(
            command =>
            {
                database.Bind(command, "@id", ColumnType.Text, tenant.Value);
                command.CommandText = "insert into tenant (id) values (@id) on conflict (id) do nothing";
            },
            cancellationToken);
        return await FindAsync(tenant, cancellationToken)
            ?? throw new DomainException(
                ErrorKind.FailedPrecondition,
                "TENANT_ID_RETIRED",
                $"There was a tenant \"{tenant}\", and it was deleted. Its id is not given again; choose another.",
                "tenant_id");
    }

    /// <inheritdoc/>
    public async Task<TenantNumber?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(tenant, out var known))
            return known;
        var found = await database.QueryAsync(
            command =>
            {
                database.Bind(command, "@id", ColumnType.Text, tenant.Value);
                command.CommandText = "select tenant, id from tenant where id = @id and retired_at is null";
            },
            Read,
            cancellationToken);
        return found.Count == 0 ? null : _known.GetOrAdd(tenant, found[0].Number);
    }

    /// <inheritdoc/>
    public async Task RetireAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync(
            command =>
            {
                database.Bind(command, "@id", ColumnType.Text, tenant.Value);
                database.Bind(command, "@now", ColumnType.Time, Microseconds.Of(Microseconds.Truncate(Instant.FromDateTimeOffset(time.GetUtcNow()))));
                command.CommandText = "update tenant set retired_at = @now where id = @id and retired_at is null";
            },
            cancellationToken);
        _known.TryRemove(tenant, out _);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredTenant>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@after", ColumnType.Text, after ?? string.Empty);
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText = "select tenant, id from tenant where id > @after and retired_at is null order by id limit @limit";
            },
            Read,
            cancellationToken);

    private static StoredTenant Read(DbDataReader reader) => new(new TenantNumber(reader.GetInt32(0)), TenantId.Parse(reader.GetString(1)));
}
