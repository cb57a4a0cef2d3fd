using System.Collections.Concurrent;
using System.Data.Common;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Persistence.Databases;

namespace KpiPlatform.Persistence.Stores;

/// <summary>Tenants and their numbers. What was found is kept: a tenant never changes its number and never goes.</summary>
internal sealed class TenantRegistry(SqlDatabase database) : ITenantRegistry
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
            ?? throw new InvalidOperationException($"Tenant {tenant} was inserted and is not there.");
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
                command.CommandText = "select tenant, id from tenant where id = @id";
            },
            Read,
            cancellationToken);
        return found.Count == 0 ? null : _known.GetOrAdd(tenant, found[0].Number);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredTenant>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            command =>
            {
                database.Bind(command, "@after", ColumnType.Text, after ?? string.Empty);
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText = "select tenant, id from tenant where id > @after order by id limit @limit";
            },
            Read,
            cancellationToken);

    private static StoredTenant Read(DbDataReader reader) => new(new TenantNumber(reader.GetInt32(0)), TenantId.Parse(reader.GetString(1)));
}
