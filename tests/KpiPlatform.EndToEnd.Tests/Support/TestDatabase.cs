using KpiPlatform.Testing.Databases;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>An empty database of either kind, removed when disposed.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly SqliteDatabase? _sqlite;
    private readonly PostgresDatabase? _postgres;

    private TestDatabase(SqliteDatabase? sqlite, PostgresDatabase? postgres)
    {
        _sqlite = sqlite;
        _postgres = postgres;
    }

    /// <summary>As a host takes it.</summary>
    public string Setting => _sqlite?.FilePath ?? _postgres!.ConnectionString;

    /// <summary>Skips the test if there is no such database.</summary>
    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind) => kind == DatabaseKind.Sqlite
        ? new(new SqliteDatabase(), null)
        : new(null, await PostgresDatabase.CreateAsync());

    public async ValueTask DisposeAsync()
    {
        _sqlite?.Dispose();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
