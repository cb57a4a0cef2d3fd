using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using KpiPlatform.Domain;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KpiPlatform.Persistence.Databases;

/// <summary>
/// Brings the schema to this program's version. Scripts NNNN_name.sql run in order, each once, all in one transaction under a lock
/// of the whole database, so that hosts may start at the same time. A script that was released never changes. Hosts of an older program may be at
/// work: a script with the line "-- Works from: N" leaves a schema on which programs that know version N go on working, and may be started.
/// </summary>
internal sealed partial class SchemaUpgrader(SqlDatabase database, ILogger logger, TimeProvider timeProvider)
{
    /// <summary>SQLSTATE of a wait for a lock that was given up.</summary>
    private const string LockNotAvailable = "55P03";

    /// <summary>SQLSTATE of a transaction that was ended because it and another waited for each other: hosts at work hold what a script is to change.</summary>
    private const string DeadlockDetected = "40P01";
    private const int Attempts = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Creates or upgrades the schema.</summary>
    /// <exception cref="DomainException">SCHEMA_NEWER: a newer program has upgraded the database to what this one cannot work on; Unavailable: the database is away.</exception>
    public Task UpgradeAsync(CancellationToken cancellationToken) => UpgradeAsync(database.SchemaFolder, "schema_version", cancellationToken);

    /// <summary>Creates or upgrades a part of the schema that has numbers of its own.</summary>
    /// <param name="folder">Where its scripts are among the embedded resources.</param>
    /// <param name="versions">The table that says which of them were applied.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DomainException">As above; SCHEMA_LOCKED: somebody has held a table for minutes that a script is to change.</exception>
    public async Task UpgradeAsync(string folder, string versions, CancellationToken cancellationToken)
    {
        var scripts = ReadScripts(folder);
        for (var attempt = 1; ; attempt++)
        {
            if (await database.ReadAsync((connection, token) => TryUpgradeAsync(connection, scripts, versions, token), cancellationToken))
                return;
            if (attempt == Attempts)
                throw new DomainException(ErrorKind.Unavailable, "SCHEMA_LOCKED", "A table that the upgrade of the schema is to change is in use by another transaction, such as a backup. Start again once that has ended.");
            LogLocked(logger, attempt);
            await Task.Delay(Pause, timeProvider, cancellationToken);
        }
    }

    /// <summary>False if a table was in use for longer than others can be made to wait.</summary>
    private async Task<bool> TryUpgradeAsync(DbConnection connection, List<(int Version, string Name, string Sql)> scripts, string versions, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginExclusiveAsync(connection, cancellationToken);
        try
        {
            await ExecuteAsync(transaction, $"create table if not exists {versions} (version int not null primary key, applied_at bigint not null)", cancellationToken);
            var besideOthers = database.BesideOthersSql(versions);
            if (besideOthers is not null)
                await ExecuteAsync(transaction, besideOthers, cancellationToken);
            var current = await ReadNumberAsync(transaction, $"select coalesce(max(version), 0) from {versions}", cancellationToken);
            var known = scripts[^1].Version;
            if (current > known)
            {
                if (besideOthers is null || await ReadNumberAsync(transaction, string.Create(CultureInfo.InvariantCulture, $"select count(*) from {versions} where version > {known} and coalesce(works_from, version) > {known}"), cancellationToken) > 0)
                {
                    throw new DomainException(
                        ErrorKind.FailedPrecondition,
                        "SCHEMA_NEWER",
                        $"The database has schema version {current}, this program knows up to {known}: start a newer program.");
                }

                LogNewer(logger, current, known);
            }

            foreach (var (version, name, sql) in scripts.Where(script => script.Version > current))
            {
                await ExecuteAsync(transaction, sql, cancellationToken);
                var appliedAt = Microseconds.Of(Instant.FromDateTimeOffset(timeProvider.GetUtcNow()));
                await ExecuteAsync(transaction, string.Create(CultureInfo.InvariantCulture, $"insert into {versions} (version, applied_at) values ({version}, {appliedAt})"), cancellationToken);
                if (besideOthers is not null && WorksFrom().Match(sql) is { Success: true } first)
                    await ExecuteAsync(transaction, string.Create(CultureInfo.InvariantCulture, $"update {versions} set works_from = {first.Groups["version"].ValueSpan} where version = {version}"), cancellationToken);
                LogApplied(logger, version, name);
            }

            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (DbException exception) when (exception.SqlState is LockNotAvailable or DeadlockDetected)
        {
            return false;
        }
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

    private static async Task<long> ReadNumberAsync(DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    [LoggerMessage(EventId = 2010, Level = LogLevel.Information, Message = "Schema version {Version} applied: {Name}.")]
    private static partial void LogApplied(ILogger logger, int version, string name);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Warning, Message = "A table that the upgrade of the schema is to change is in use; trying again (attempt {Attempt}).")]
    private static partial void LogLocked(ILogger logger, int attempt);

    [LoggerMessage(EventId = 2012, Level = LogLevel.Warning, Message = "The database has schema version {Current}, upgraded by a newer program; this one knows up to {Known}, which goes with it.")]
    private static partial void LogNewer(ILogger logger, long current, int known);

    /// <summary>The line of a script that says from which schema version on programs work on what it leaves.</summary>
    [GeneratedRegex(@"^-- Works from: (?<version>\d{1,4})\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WorksFrom();
}
