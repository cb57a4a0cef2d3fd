using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace KpiPlatform.Crash;

/// <summary>One bit of one stored row, flipped behind the server's back, and put right again.</summary>
internal sealed class StoredBit
{
    private const int ByteBits = 8;
    private static readonly (string Table, string Key, string Column, int Bits)[] Places =
    [
        ("journal", "position", "facts", 0),
        ("customer_snapshot", "tenant, customer", "state", 0),
        ("measure_cell", "tenant, shard, key", "value", 63),
        ("commit_delta", "tenant, shard, writer, seq", "delta", 0),
        ("journal_personal", "position", "personal", 0),
        ("journal", "position", "content_hash", 63),
        ("journal", "position", "version", 62),
        ("customer_snapshot", "tenant, customer", "version", 62),
        ("journal", "position", "revision", 31),
        ("commit_delta", "tenant, shard, writer, seq", "prev_seq", 62),
        ("journal", "position", "kind", 15),
        ("journal", "position", "definition", 31),
        ("journal", "position", "identity_hash", 63),
        ("journal", "position", "checksum", 31),
    ];

    private readonly string _database;
    private readonly string _undo;

    private StoredBit(string database, string what, string undo) => (_database, What, _undo) = (database, what, undo);

    /// <summary>Which bit, in words.</summary>
    public string What { get; }

    /// <summary>Flips one; where, follows from the number of the flip and chance. Null if nothing is stored there.</summary>
    public static async Task<StoredBit?> FlipAsync(string database, int number, Random random)
    {
        var (table, key, column, bits) = Places[number % Places.Length];
        await using var connection = await OpenAsync(database);
        var rows = Convert.ToInt32(await ScalarAsync(connection, $"select count(*) from {table}"), CultureInfo.InvariantCulture);
        if (rows == 0)
            return null;

        // Of what is read from its end, one of the last.
        var skip = table == "commit_delta" ? rows - 1 : random.Next(rows);
        var names = key.Split(", ");
        await using var command = connection.CreateCommand();
        command.CommandText = $"select {column}, {key} from {table} order by {key} limit 1 offset {skip}";
        string where, before, after;
        int bit;
        await using (var reader = await command.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            where = string.Join(" and ", names.Select((name, i) => $"{name} = {Convert.ToInt64(reader.GetValue(i + 1), CultureInfo.InvariantCulture)}"));
            if (reader.GetValue(0) is byte[] bytes)
            {
                before = Literal(connection, bytes);
                bit = random.Next(bytes.Length * ByteBits);
                bytes[bit / ByteBits] ^= (byte)(1 << (bit % ByteBits));
                after = Literal(connection, bytes);
            }
            else
            {
                var value = Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture);
                bit = random.Next(bits);
                before = value.ToString(CultureInfo.InvariantCulture);
                after = (value ^ (1L << bit)).ToString(CultureInfo.InvariantCulture);
            }
        }

        if (Convert.ToInt32(await ScalarAsync(connection, $"update {table} set {column} = {after} where {where} returning 1"), CultureInfo.InvariantCulture) != 1)
            throw new RigException($"No row of {table} where {where}.");

        // A server may have written the row anew meanwhile: then nothing of the flip is left.
        return new(database, $"bit {bit} of {table}.{column} where {where}", $"update {table} set {column} = {before} where {where} and {column} = {after}");
    }

    /// <summary>Puts it right.</summary>
    public async Task RestoreAsync()
    {
        await using var connection = await OpenAsync(_database);
        await ScalarAsync(connection, _undo);
    }

    private static async Task<object?> ScalarAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    private static async Task<DbConnection> OpenAsync(string database)
    {
        DbConnection connection = database.Contains('=', StringComparison.Ordinal)
            ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString)
            : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static string Literal(DbConnection connection, byte[] bytes) =>
        connection is NpgsqlConnection ? $"decode('{Convert.ToHexString(bytes)}', 'hex')" : $"x'{Convert.ToHexString(bytes)}'";
}
