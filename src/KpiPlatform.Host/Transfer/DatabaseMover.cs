using KpiPlatform.Domain;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Host.Hosting;
using KpiPlatform.Host.Web;
using KpiPlatform.Persistence;
using KpiPlatform.Persistence.Transfer;
using Microsoft.Extensions.Logging.Abstractions;

namespace KpiPlatform.Host.Transfer;

/// <summary>Copies databases as a whole, and keeps servers away where that must be.</summary>
internal sealed class DatabaseMover(TimeProvider time)
{
    private const string SchemaDiffers = "SCHEMA_DIFFERS";

    // What is of one incarnation of a database: its tokens and the people who are signed in.
    private static readonly string[] NotInBackups = [TokenKeyDocuments.Kind, SessionDocuments.Kind];
    private readonly DatabaseTransfer _transfer = new(NullLoggerFactory.Instance, time);

    /// <summary>Writes a backup; beside the database at work.</summary>
    /// <exception cref="HostException">It cannot be made; nothing is left of it.</exception>
    public Task<IReadOnlyList<TransferredTable>> BackupAsync(DatabaseChoice database, string file, CancellationToken cancellationToken) => ExplainAsync(async () =>
    {
        RequireThere(database);
        if (File.Exists(file))
            throw new HostException($"{file} is there already; a backup is a file of its own.");

        // A backup that is not whole never bears its name. It has digests of keys: it is its maker's alone.
        var part = file + ".part";
        File.Delete(part);
        await new FileStream(part, PrivateFile()).DisposeAsync();
        try
        {
            var tables = await _transfer.CopyAsync(Options(database), Options(new(IsPostgreSql: false, part)), NotInBackups, cancellationToken);
            File.Move(part, file);
            return tables;
        }
        finally
        {
            foreach (var rest in (string[])[part, part + "-wal", part + "-shm"])
                File.Delete(rest);
        }
    });

    /// <summary>Fills a new database from a backup, also from one of an older program.</summary>
    /// <exception cref="HostException">It cannot be done; the database is as empty as it was.</exception>
    public Task<IReadOnlyList<TransferredTable>> RestoreAsync(string file, DatabaseChoice database, CancellationToken cancellationToken) => ExplainAsync(async () =>
    {
        RequireThere(new(IsPostgreSql: false, file));
        using var target = Lock(database);
        try
        {
            return await _transfer.CopyAsync(Options(new(IsPostgreSql: false, file)), Options(database) with { Exclusive = true }, NotInBackups, cancellationToken);
        }
        catch (DomainException exception) when (exception.Reason == SchemaDiffers)
        {
            var folder = Directory.CreateTempSubdirectory("kpi-restore-");
            try
            {
                var copy = Options(new(IsPostgreSql: false, Path.Combine(folder.FullName, "backup")));
                File.Copy(file, copy.ConnectionString);
                await _transfer.UpgradeAsync(copy, cancellationToken);
                return await _transfer.CopyAsync(copy, Options(database) with { Exclusive = true }, NotInBackups, cancellationToken);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    });

    /// <summary>Moves everything to another database; tokens stay good, for nothing that they promise is missing.</summary>
    /// <exception cref="HostException">It cannot be done; the new database is as empty as it was, the old one as it was.</exception>
    public Task<IReadOnlyList<TransferredTable>> MigrateAsync(DatabaseChoice from, DatabaseChoice to, CancellationToken cancellationToken) => ExplainAsync(async () =>
    {
        RequireThere(from);
        using var source = Lock(from);
        using var target = Lock(to);
        return await _transfer.CopyAsync(Options(from) with { Exclusive = true }, Options(to) with { Exclusive = true }, [], cancellationToken);
    });

    private static async Task<IReadOnlyList<TransferredTable>> ExplainAsync(Func<Task<IReadOnlyList<TransferredTable>>> work)
    {
        try
        {
            return await work();
        }
        catch (DomainException exception)
        {
            throw new HostException(exception.InnerException is { } cause ? $"{exception.Message} ({cause.Message})" : exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostException(exception.Message, exception);
        }
    }

    private static void RequireThere(DatabaseChoice database)
    {
        if (!database.IsPostgreSql && !File.Exists(database.Text))
            throw new HostException($"{database.Text} is not there.");
    }

    private static DatabaseFileLock? Lock(DatabaseChoice database) => database.IsPostgreSql ? null : DatabaseFileLock.Take(database.Text);

    private static FileStreamOptions PrivateFile() => OperatingSystem.IsWindows()
        ? new() { Mode = FileMode.CreateNew, Access = FileAccess.Write }
        : new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };

    // Whether commits last is asked of a server that goes on; a copy is whole or not there.
    private static PersistenceOptions Options(DatabaseChoice database) => new()
    {
        Provider = database.IsPostgreSql ? StorageProvider.PostgreSql : StorageProvider.Sqlite,
        ConnectionString = database.Text,
        AllowUnsafeDurability = true,
    };
}
