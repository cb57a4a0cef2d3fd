using System.Data.Common;
using KpiPlatform.Domain.Access;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Persistence.Databases;
using NodaTime;

namespace KpiPlatform.Persistence.Stores;

/// <summary>API keys over SQL. Keys of the platform stand under tenant 0, which no tenant has.</summary>
internal sealed class AccessKeyStore(SqlDatabase database, ITenantRegistry tenants) : IAccessKeyStore
{
    private const int MaxPage = 1_000;
    private const int Platform = 0;
    private const char ScopeSeparator = ' ';

    private const string Columns =
        "k.id, k.principal, k.digest, k.roles, k.scopes, k.created_at, k.created_by, k.expires_at, k.revoked_at, k.last_used_at";

    /// <inheritdoc/>
    public async Task<bool> AddAsync(AccessKey key, CancellationToken cancellationToken)
    {
        var tenant = await RequireNumberAsync(key.Tenant, cancellationToken);
        return await database.WriteAsync(new TenantNumber(tenant), (transaction, token) => InsertAsync(transaction, tenant, key, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> AddFirstAsync(AccessKey key, CancellationToken cancellationToken)
    {
        if (key.Tenant is { } tenant)
            throw new ArgumentException($"The first key is one of the platform, not of {tenant}.", nameof(key));
        return database.WriteAsync(
            new TenantNumber(Platform),
            async (transaction, token) => await transaction.ExecuteAsync(command => PrepareInsertFirst(command, key), token) == 1,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(AccessKey key, string previousId, Instant previousEndsAt, CancellationToken cancellationToken)
    {
        var tenant = await RequireNumberAsync(key.Tenant, cancellationToken);
        return await database.WriteAsync(
            new TenantNumber(tenant),
            async (transaction, token) =>
            {
                // The row first: whoever replaces the same key at once waits here, and finds both slots taken.
                var ended = await transaction.ExecuteAsync(
                    command =>
                    {
                        BindKey(command, tenant, previousId);
                        database.Bind(command, "@principal", ColumnType.Text, key.Principal);
                        database.Bind(command, "@now", ColumnType.Time, Microseconds.Of(key.CreatedAt));
                        command.CommandText =
                            """
                            update access_key set last_used_at = last_used_at
                            where tenant = @tenant and id = @id and principal = @principal and revoked_at is null and (expires_at is null or expires_at > @now)
                            """;
                    },
                    token);
                if (ended == 0 || !await InsertAsync(transaction, tenant, key, token))
                    return false;
                await transaction.ExecuteAsync(
                    command =>
                    {
                        BindKey(command, tenant, previousId);
                        database.Bind(command, "@end", ColumnType.Time, Microseconds.Of(previousEndsAt));
                        command.CommandText =
                            "update access_key set expires_at = @end where tenant = @tenant and id = @id and (expires_at is null or expires_at > @end)";
                    },
                    token);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<AccessKey?> FindByDigestAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
    {
        // The one statement that does not lead with a tenant: the answer says which it is.
        var found = await database.QueryAcrossTenantsAsync(
            command =>
            {
                database.Bind(command, "@digest", ColumnType.Bytes, digest);
                command.CommandText = $"select {Columns}, t.id from access_key k left join tenant t on t.tenant = k.tenant where k.digest = @digest and (k.tenant = {Platform} or t.id is not null)";
            },
            reader => Read(reader, reader.TextOrNull(10) is { } id ? TenantId.Parse(id) : null),
            cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public async Task<AccessKey?> FindAsync(TenantId? tenant, string id, CancellationToken cancellationToken)
    {
        if (await NumberAsync(tenant, cancellationToken) is not { } number)
            return null;
        var found = await database.QueryAsync(
            command =>
            {
                BindKey(command, number, id);
                command.CommandText = $"select {Columns} from access_key k where k.tenant = @tenant and k.id = @id";
            },
            reader => Read(reader, tenant),
            cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccessKey>> ListAsync(TenantId? tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(limit, Math.Clamp(limit, 1, MaxPage + 1));
        if (await NumberAsync(tenant, cancellationToken) is not { } number)
            return [];
        return await database.QueryAsync(
            command =>
            {
                BindKey(command, number, after ?? string.Empty);
                database.Bind(command, "@limit", ColumnType.Int, limit);
                command.CommandText = $"select {Columns} from access_key k where k.tenant = @tenant and k.id > @id order by k.id limit @limit";
            },
            reader => Read(reader, tenant),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RevokeAsync(TenantId? tenant, string id, Instant at, CancellationToken cancellationToken)
    {
        if (await NumberAsync(tenant, cancellationToken) is not { } number)
            return false;
        return await database.ExecuteAsync(
            new TenantNumber(number),
            command =>
            {
                BindKey(command, number, id);
                database.Bind(command, "@at", ColumnType.Time, Microseconds.Of(at));
                command.CommandText = "update access_key set revoked_at = coalesce(revoked_at, @at), slot = null where tenant = @tenant and id = @id";
            },
            cancellationToken) > 0;
    }

    /// <inheritdoc/>
    public async Task TouchAsync(IReadOnlyCollection<KeyUse> uses, CancellationToken cancellationToken)
    {
        List<(int Tenant, KeyUse Use)> numbered = [];
        foreach (var use in uses)
        {
            if (await NumberAsync(use.Tenant, cancellationToken) is { } number)
                numbered.Add((number, use));
        }

        // Sorted, so that two hosts that write the same rows don't wait for each other in a circle.
        var sorted = numbered.OrderBy(one => one.Tenant).ThenBy(one => one.Use.Id, StringComparer.Ordinal).ToArray();
        await database.WriteAsync(
            default(TenantNumber),
            async (transaction, token) =>
            {
                foreach (var ofTenant in sorted.GroupBy(one => one.Tenant))
                {
                    await database.ShowAsync(transaction, new(ofTenant.Key), token);
                    foreach (var (number, use) in ofTenant)
                        await transaction.ExecuteAsync(command => PrepareTouch(command, number, use), token);
                }

                return true;
            },
            cancellationToken);
    }

    private void PrepareTouch(DbCommand command, int tenant, KeyUse use)
    {
        BindKey(command, tenant, use.Id);
        database.Bind(command, "@at", ColumnType.Time, Microseconds.Of(use.At));
        command.CommandText =
            "update access_key set last_used_at = @at where tenant = @tenant and id = @id and (last_used_at is null or last_used_at < @at)";
    }

    /// <summary>Takes a slot of the principal: a free one, or one whose key has expired.</summary>
    private async Task<bool> InsertAsync(DbTransaction transaction, int tenant, AccessKey key, CancellationToken cancellationToken)
    {
        await transaction.ExecuteAsync(
            command =>
            {
                database.Bind(command, "@tenant", ColumnType.Int, tenant);
                database.Bind(command, "@principal", ColumnType.Text, key.Principal);
                database.Bind(command, "@now", ColumnType.Time, Microseconds.Of(key.CreatedAt));
                command.CommandText = "update access_key set slot = null where tenant = @tenant and principal = @principal and expires_at <= @now";
            },
            cancellationToken);
        for (var slot = 0; slot < IAccessKeyStore.MaxLivePerPrincipal; slot++)
        {
            if (await transaction.ExecuteAsync(command => PrepareInsert(command, tenant, slot, key), cancellationToken) == 1)
                return true;
        }

        return false;
    }

    private void PrepareInsert(DbCommand command, int tenant, int slot, AccessKey key)
    {
        BindNew(command, tenant, slot, key);
        command.CommandText =
            """
            insert into access_key (tenant, id, principal, slot, digest, roles, scopes, created_at, created_by, expires_at)
            values (@tenant, @id, @principal, @slot, @digest, @roles, @scopes, @created, @by, @expires)
            on conflict (tenant, principal, slot) do nothing
            """;
    }

    /// <summary>Whoever comes at once, and does not see the other's key yet, waits for it at the principal's first slot and finds that taken.</summary>
    private void PrepareInsertFirst(DbCommand command, AccessKey key)
    {
        BindNew(command, Platform, slot: 0, key);
        command.CommandText =
            """
            insert into access_key (tenant, id, principal, slot, digest, roles, scopes, created_at, created_by, expires_at)
            select @tenant, @id, @principal, @slot, @digest, @roles, @scopes, @created, @by, @expires
            where not exists (select 1 from access_key where tenant = @tenant)
            on conflict (tenant, principal, slot) do nothing
            """;
    }

    private void BindNew(DbCommand command, int tenant, int slot, AccessKey key)
    {
        BindKey(command, tenant, key.Id);
        database.Bind(command, "@principal", ColumnType.Text, key.Principal);
        database.Bind(command, "@slot", ColumnType.Int, slot);
        database.Bind(command, "@digest", ColumnType.Bytes, key.Digest);
        database.Bind(command, "@roles", ColumnType.Int, (int)key.Roles);
        database.Bind(command, "@scopes", ColumnType.Text, string.Join(ScopeSeparator, key.Scopes));
        database.Bind(command, "@created", ColumnType.Time, Microseconds.Of(key.CreatedAt));
        database.Bind(command, "@by", ColumnType.Text, key.CreatedBy);
        database.Bind(command, "@expires", ColumnType.Time, Microseconds.Of(key.ExpiresAt));
    }

    private void BindKey(DbCommand command, int tenant, string id)
    {
        database.Bind(command, "@tenant", ColumnType.Int, tenant);
        database.Bind(command, "@id", ColumnType.Text, id);
    }

    private async Task<int?> NumberAsync(TenantId? tenant, CancellationToken cancellationToken) =>
        tenant is { } id ? (await tenants.FindAsync(id, cancellationToken))?.Value : Platform;

    private async Task<int> RequireNumberAsync(TenantId? tenant, CancellationToken cancellationToken) =>
        await NumberAsync(tenant, cancellationToken) ?? throw new InvalidOperationException($"There is no tenant {tenant}; a key of it can't be made.");

    private AccessKey Read(DbDataReader reader, TenantId? tenant) => new()
    {
        Tenant = tenant,
        Id = reader.GetString(0),
        Principal = reader.GetString(1),
        Digest = reader.Bytes(2),
        Roles = (AccessRoles)reader.GetInt32(3),
        Scopes = reader.GetString(4).Split(ScopeSeparator, StringSplitOptions.RemoveEmptyEntries),
        CreatedAt = database.ReadTime(reader, 5),
        CreatedBy = reader.GetString(6),
        ExpiresAt = database.ReadTimeOrNull(reader, 7),
        RevokedAt = database.ReadTimeOrNull(reader, 8),
        LastUsedAt = database.ReadTimeOrNull(reader, 9),
    };
}
