namespace KpiPlatform.Testing.Databases;

/// <summary>A place for a SQLite database in a temporary directory of its own, removed when disposed.</summary>
public sealed class SqliteDatabase : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kpi-sqlite-");

    /// <summary>Path of the database file; it does not exist until something opens it.</summary>
    public string FilePath => Path.Combine(_directory.FullName, "kpi.db");

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
