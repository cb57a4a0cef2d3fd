using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace KpiPlatform.EndToEnd.Tests.Support;

/// <summary>Looks into every table of a database, whatever tables there are.</summary>
internal static class Tables
{
    /// <summary>All rows of all tables as text, bytes read as Latin-1, by table.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> DumpAsync(string setting)
    {
        await using var connection = await OpenAsync(setting);
        var dump = new Dictionary<string, string>();
        foreach (var table in await NamesAsync(connection))
        {
            var text = new StringBuilder();
            await using var command = connection.CreateCommand();
            command.CommandText = $"select * from \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                for (var i = 0; i < reader.FieldCount; i++)
                    text.Append(reader.GetValue(i) is byte[] bytes ? Encoding.Latin1.GetString(bytes) : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)).Append('|');
                text.AppendLine();
            }

            dump.Add(table, text.ToString());
        }

        return dump;
    }

    /// <summary>The number that a tenant has or had.</summary>
    public static async Task<int> NumberOfAsync(string setting, string tenant)
    {
        await using var connection = await OpenAsync(setting);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select tenant from tenant where id = '{tenant}'";
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Rows of a tenant in a table; 0 if the table has no column for it.</summary>
    public static async Task<long> CountOfTenantAsync(string setting, string table, int tenant)
    {
        await using var connection = await OpenAsync(setting);
        await using var columns = connection.CreateCommand();
        columns.CommandText = $"select * from \"{table}\" limit 0";
        await using (var reader = await columns.ExecuteReaderAsync())
        {
            if (!Enumerable.Range(0, reader.FieldCount).Any(i => reader.GetName(i) == "tenant"))
                return 0;
        }

        await using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from \"{table}\" where tenant = {tenant}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Changes a database behind the platform's back.</summary>
    public static async Task ExecuteAsync(string setting, string sql)
    {
        await using var connection = await OpenAsync(setting);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }

    private static async Task<List<string>> NamesAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = connection is SqliteConnection
            ? "select name from sqlite_master where type = 'table' and name not like 'sqlite%'"
            : "select table_name from information_schema.tables where table_schema = current_schema()";
        List<string> names = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    private static async Task<DbConnection> OpenAsync(string setting)
    {
        DbConnection connection = setting.Contains("Host=", StringComparison.OrdinalIgnoreCase)
            ? new NpgsqlConnection(setting)
            : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = setting, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
