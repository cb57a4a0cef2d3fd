using System.Data.Common;
using System.Globalization;
using System.Reflection;
using KpiPlatform.Domain;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KpiPlatform.Persistence.Databases;

/// <summary>
/// Brings the schema to this program's version. Scripts NNNN_name.sql run in order, each once, all in one transaction under a lock
/// of the whole database, so that hosts may start at the same time. A script that was released never changes.
/// </summary>
internal sealed partial class SchemaUpgrader(SqlDatabase database, ILogger logger, TimeProvider timeProvider)
{
    /// <summary>Creates or upgrades the schema.</summary>
    /// <exception cref="DomainException">SCHEMA_NEWER: a newer program has upgraded the database; Unavailable: the database is away.</exception>
    public Task UpgradeAsync(CancellationToken cancellationToken) => UpgradeAsync(database.SchemaFolder, "schema_version", cancellationToken);

    /// <summary>Creates or upgrades a part of the schema that has numbers of its own.</summary>
    /// <param name="folder">Where its scripts are among the embedded resources.</param>
    /// <param name="versions">The table that says which of them were applied.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DomainException">As above.</exception>
    public async Task UpgradeAsync(string folder, string versions, CancellationToken cancellationToken)
    {
        var scripts = ReadScripts(folder);
        await database.ReadAsync(
            async (connection, token) =>
            {
                await using var transaction = await database.BeginExclusiveAsync(connection, token);
                await ExecuteAsync(transaction, $"create table if not exists {versions} (version int not null primary key, applied_at bigint not null)", token);
                var current = await ReadVersionAsync(transaction, versions, token);
                var known = scripts[^1].Version;
                if (current > known)
                {
                    throw new DomainException(
                        ErrorKind.FailedPrecondition,
                        "SCHEMA_NEWER",
                        $"The database has schema version {current}, this program knows up to {known}: start a newer program.");
                }

                foreach (var (version, name, sql) in scripts.Where(script => script.Version > current))
                {
                    await ExecuteAsync(transaction, sql, token);
                    var appliedAt = Microseconds.Of(Instant.FromDateTimeOffset(timeProvider.GetUtcNow()));
                    await ExecuteAsync(transaction, string.Create(CultureInfo.InvariantCulture, $"insert into {versions} values ({version}, {appliedAt})"), token);
                    LogApplied(logger, version, name);
                }

                await transaction.CommitAsync(token);
                return true;
            },
            cancellationToken);
    }

    private List<(int Version, string Name, string Sql)> ReadScripts(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{folder}/";
        return [.. assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                var name = resource[prefix.Length..];
                return (int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
            })];
    }

    private static async Task ExecuteAsync(DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<long> ReadVersionAsync(DbTransaction transaction, string versions, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"select coalesce(max(version), 0) from {versions}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    [LoggerMessage(EventId = 2010, Level = LogLevel.Information, Message = "Schema version {Version} applied: {Name}.")]
    private static partial void LogApplied(ILogger logger, int version, string name);
}
