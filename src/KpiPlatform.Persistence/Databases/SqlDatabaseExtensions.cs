using System.Data.Common;
using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Persistence.Databases;

/// <summary>Single statements.</summary>
internal static class SqlDatabaseExtensions
{
    /// <summary>Runs one query of the tenant in its parameter @tenant, or of no tenant, and reads all of its rows.</summary>
    public static Task<IReadOnlyList<T>> QueryAsync<T>(
        this SqlDatabase database, Action<DbCommand> prepare, Func<DbDataReader, T> map, CancellationToken cancellationToken) =>
        database.ReadConfinedAsync(
            async (connection, token) =>
            {
                await using var command = connection.CreateCommand();
                prepare(command);
                return await ReadAllAsync(command, map, token, skipsFirst: database.Confine(command));
            },
            cancellationToken);

    /// <summary>Runs one query that spans tenants on purpose, beside any wall between them; says so by its name.</summary>
    public static Task<IReadOnlyList<T>> QueryAcrossTenantsAsync<T>(
        this SqlDatabase database, Action<DbCommand> prepare, Func<DbDataReader, T> map, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = connection.CreateCommand();
                prepare(command);
                return await ReadAllAsync(command, map, token);
            },
            cancellationToken);

    /// <summary>Runs one query in a transaction and reads all of its rows.</summary>
    public static async Task<IReadOnlyList<T>> QueryAsync<T>(
        this DbTransaction transaction, Action<DbCommand> prepare, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        prepare(command);
        return await ReadAllAsync(command, map, cancellationToken);
    }

    /// <summary>Runs one statement in a transaction; returns the number of rows affected.</summary>
    public static async Task<int> ExecuteAsync(this DbTransaction transaction, Action<DbCommand> prepare, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        prepare(command);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs one statement of one tenant in a transaction of its own, behind the wall between tenants; returns the number of rows affected.</summary>
    public static Task<int> ExecuteAsync(this SqlDatabase database, TenantNumber tenant, Action<DbCommand> prepare, CancellationToken cancellationToken) =>
        database.WriteAsync(tenant, (transaction, token) => transaction.ExecuteAsync(prepare, token), cancellationToken);

    /// <summary>Runs one statement of several tenants, or of none, in a transaction of its own; returns the number of rows affected.</summary>
    public static Task<int> ExecuteAsync(this SqlDatabase database, Action<DbCommand> prepare, CancellationToken cancellationToken) =>
        database.WriteAsync((transaction, token) => transaction.ExecuteAsync(prepare, token), cancellationToken);

    private static async Task<IReadOnlyList<T>> ReadAllAsync<T>(DbCommand command, Func<DbDataReader, T> map, CancellationToken cancellationToken, bool skipsFirst = false)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (skipsFirst)
            await reader.NextResultAsync(cancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(map(reader));
        return rows;
    }
}
