using Npgsql;

namespace KpiPlatform.Testing.Databases;

/// <summary>A fresh PostgreSQL database, dropped when disposed.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly string _name;

    private PostgresDatabase(PostgresServer server, string name)
    {
        _server = server;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Connects to the database.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates a database in the shared server. Skips the calling test if there is no server.</summary>
    public static async Task<PostgresDatabase> CreateAsync() => await CreateAsync(await PostgresServer.SharedAsync());

    /// <summary>Creates a database in a server.</summary>
    public static async Task<PostgresDatabase> CreateAsync(PostgresServer server)
    {
        var database = new PostgresDatabase(server, $"kpi_{Guid.NewGuid():N}");
        await database.ExecuteOnServerAsync($"create database {database._name}");
        await database.ExecuteOnServerAsync(
            $"""
            do $$ begin create role {PostgresServer.TenantRole} nologin; exception when duplicate_object or unique_violation then null; end $$
            """);
        return database;
    }

    /// <summary>Runs a statement in the database and returns its first value, or null.</summary>
    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(Unpooled(ConnectionString));
        await using var command = dataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Changes a setting for sessions that connect to the database from now on.</summary>
    public Task SetAsync(string setting, string value) => ExecuteOnServerAsync($"alter database {_name} set {setting} = {value}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await ExecuteOnServerAsync($"drop database if exists {_name} with (force)");

    private static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    private async Task ExecuteOnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Unpooled(_server.ConnectionString));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
