using System.Data.Common;
using KpiPlatform.Domain;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.PostgreSql;
using KpiPlatform.Persistence.Sqlite;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Persistence.Transfer;

/// <summary>
/// Copies everything stored from one database to another, of either kind: all tables as they are at one moment, in one transaction of the target,
/// so that a copy that was broken off leaves it empty. Backups, restores and the way from a file to a server are all that.
/// </summary>
/// <remarks>
/// What is about processes that run is not copied: the list of hosts, what they are still to be told, who was declared dead. Writers are, for positions in the
/// journal and in tokens name them, but closed: nobody appends under them any more.
/// </remarks>
public sealed class DatabaseTransfer(ILoggerFactory loggerFactory, TimeProvider time)
{
    private const int Connections = 4;
    private static readonly string[] OfProcesses = ["host", "definition_notice", "fenced_host"];

    /// <summary>Brings a database that this program may change to this program's schema.</summary>
    /// <exception cref="DomainException">SCHEMA_NEWER, DATABASE_IN_USE or STORAGE_UNAVAILABLE.</exception>
    public async Task UpgradeAsync(PersistenceOptions options, CancellationToken cancellationToken)
    {
        await using var database = Open(options);
        await UpgradeAsync(database, cancellationToken);
    }

    /// <summary>Copies a database.</summary>
    /// <param name="source">From where. With <see cref="PersistenceOptions.Exclusive"/> nobody else may work on it meanwhile; else a server may go on.</param>
    /// <param name="target">To where: a database without anything stored. Its schema is made.</param>
    /// <param name="leftOut">Kinds of documents that are not copied.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>The tables, each with as many rows in the target as were read.</returns>
    /// <exception cref="DomainException">SCHEMA_DIFFERS, SCHEMA_NEWER, TARGET_NOT_EMPTY, DATABASE_IN_USE, UNSAFE_DURABILITY or STORAGE_UNAVAILABLE.</exception>
    public async Task<IReadOnlyList<TransferredTable>> CopyAsync(
        PersistenceOptions source, PersistenceOptions target, IReadOnlyCollection<string> leftOut, CancellationToken cancellationToken)
    {
        await using var from = Open(source);
        await using var to = Open(target);
        await EnsureAloneAsync(from, cancellationToken);
        await EnsureAloneAsync(to, cancellationToken);
        await to.RequireDurabilityAsync(cancellationToken);
        await UpgradeAsync(to, cancellationToken);
        await RequireSameSchemaAsync(from, to, cancellationToken);
        return await from.ReadSnapshotAsync(
            (reading, _) => to.WriteAsync((writing, token) => CopyAsync(TablesOf(from), reading, TablesOf(to), writing, leftOut, token), cancellationToken),
            cancellationToken);
    }

    private static async Task<IReadOnlyList<TransferredTable>> CopyAsync(
        ITables from, DbTransaction reading, ITables to, DbTransaction writing, IReadOnlyCollection<string> leftOut, CancellationToken cancellationToken)
    {
        var tables = await from.ListAsync(reading, cancellationToken);
        await RequireEmptyAsync(to, writing, tables, cancellationToken);
        List<TransferredTable> copied = [];
        foreach (var table in tables.Except(OfProcesses, StringComparer.Ordinal))
        {
            var columns = await from.ColumnsAsync(reading, table, cancellationToken);
            var types = (await to.ColumnsAsync(writing, table, cancellationToken)).ToDictionary(column => column.Name, StringComparer.Ordinal);
            var written = await to.WriteAsync(
                writing, table, [.. columns.Select(column => types[column.Name])], from.ReadAsync(reading, table, columns, cancellationToken), cancellationToken);
            copied.Add(new(table, written));
        }

        foreach (var (table, rows) in copied)
        {
            var found = await CountAsync(writing, table, cancellationToken);
            if (found != rows)
                throw new InvalidOperationException($"Table {table} has {found} rows instead of the {rows} that were copied.");
        }

        await writing.ExecuteAsync(command => command.CommandText = "update writer set closed = (1 = 1)", cancellationToken);
        foreach (var kind in leftOut)
            await writing.ExecuteAsync(command => command.CommandText = $"delete from grain_state where kind = '{kind}'", cancellationToken);
        await to.ContinueNumbersAsync(writing, cancellationToken);
        return copied;
    }

    private static async Task RequireEmptyAsync(ITables to, DbTransaction writing, IReadOnlyList<string> expected, CancellationToken cancellationToken)
    {
        var tables = await to.ListAsync(writing, cancellationToken);
        if (!tables.SequenceEqual(expected, StringComparer.Ordinal))
            throw new InvalidOperationException($"The databases do not have the same tables: {string.Join(", ", tables.Except(expected).Concat(expected.Except(tables)))}.");
        foreach (var table in tables)
        {
            if (await CountAsync(writing, table, cancellationToken) > 0)
                throw new DomainException(ErrorKind.FailedPrecondition, "TARGET_NOT_EMPTY", $"Something is stored in the target already (table {table}). Give a database that is new.");
        }
    }

    private static async Task RequireSameSchemaAsync(SqlDatabase from, SqlDatabase to, CancellationToken cancellationToken)
    {
        const string Sql = "select count(*), cast(coalesce(max(version), 0) as bigint) from schema_version";
        var (has, needs) = (await VersionAsync(from), await VersionAsync(to));
        if (has != needs)
            throw new DomainException(ErrorKind.FailedPrecondition, "SCHEMA_DIFFERS", $"The source has schema version {has}, this program works with {needs}: start its server once with this program's version, which brings it up to date.");

        async Task<long> VersionAsync(SqlDatabase database) =>
            (await database.QueryAcrossTenantsAsync(command => command.CommandText = Sql, reader => reader.GetInt64(1), cancellationToken))[0];
    }

    private static async Task<long> CountAsync(DbTransaction transaction, string table, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync(command => command.CommandText = $"select count(*) from \"{table}\"", reader => reader.GetInt64(0), cancellationToken))[0];

    private static async Task EnsureAloneAsync(SqlDatabase database, CancellationToken cancellationToken)
    {
        if (database is PostgreSqlDatabase { Ownership: { } ownership })
            await ownership.EnsureAsync(cancellationToken);
    }

    private static ITables TablesOf(SqlDatabase database) => database is PostgreSqlDatabase ? new PostgreSqlTables() : new SqliteTables();

    private Task UpgradeAsync(SqlDatabase database, CancellationToken cancellationToken) =>
        new SchemaUpgrader(database, loggerFactory.CreateLogger<SchemaUpgrader>(), time).UpgradeAsync(cancellationToken);

    private SqlDatabase Open(PersistenceOptions options) => options.Provider == StorageProvider.Sqlite
        ? new SqliteDatabase(options.ConnectionString, Connections, loggerFactory.CreateLogger<SqliteDatabase>())
        : new PostgreSqlDatabase(options.ConnectionString, Connections, options.AllowUnsafeDurability, loggerFactory)
        {
            Ownership = options.Exclusive ? new(options.ConnectionString, shared: false, time) : null,
        };
}
