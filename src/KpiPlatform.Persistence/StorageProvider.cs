namespace KpiPlatform.Persistence;

/// <summary>Which database holds everything.</summary>
public enum StorageProvider
{
    /// <summary>A SQLite file: one host, nothing to install.</summary>
    Sqlite,

    /// <summary>PostgreSQL 12 or later: any number of hosts.</summary>
    PostgreSql,
}
