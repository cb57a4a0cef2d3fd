using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Crash;

/// <summary>A fresh database of either kind, gone when disposed.</summary>
internal sealed class RigDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo? _directory;
    private readonly PostgresDatabase? _postgres;
    private readonly SmallDisk? _disk;

    private RigDatabase(DirectoryInfo directory)
    {
        _directory = directory;
        Text = Path.Combine(directory.FullName, "kpi.db");
    }

    private RigDatabase(SmallDisk disk)
    {
        _disk = disk;
        Text = Path.Combine(disk.Path, "kpi.db");
    }

    private RigDatabase(PostgresDatabase postgres)
    {
        _postgres = postgres;
        Text = postgres.ConnectionString;
    }

    /// <summary>As on the server's command line; of SQLite the file's path.</summary>
    public string Text { get; }

    /// <summary>Makes one.</summary>
    /// <param name="server">The PostgreSQL server to make it in; null for a SQLite file.</param>
    public static async Task<RigDatabase> CreateAsync(PostgresServer? server) =>
        server is null ? new(Directory.CreateTempSubdirectory("kpi-crash-")) : new(await PostgresDatabase.CreateAsync(server));

    /// <summary>Makes a SQLite file on a disk of its own of so many megabytes; null where no disk can be mounted.</summary>
    public static async Task<RigDatabase?> CreateOnSmallDiskAsync(int megabytes) =>
        await SmallDisk.MountAsync(megabytes) is { } disk ? new(disk) : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _directory?.Delete(recursive: true);
        if (_disk is not null)
            await _disk.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
