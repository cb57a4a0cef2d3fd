using KpiPlatform.Testing.Databases;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Hosts;

/// <summary>
/// The statements of the cluster's membership and storage providers, run as the providers run them: found by name, with their parameters
/// and the columns that they read.
/// </summary>
public sealed class ClusterStatementTests : IAsyncLifetime
{
    private static readonly DateTime Start = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);
    private PostgresDatabase _database = null!;
    private NpgsqlDataSource _source = null!;
    private Dictionary<string, string> _statements = null!;

    public async Task InitializeAsync()
    {
        try
        {
            _database = await PostgresDatabase.CreateAsync();
        }
        catch (SkipException)
        {
            // Each test says so itself.
            return;
        }

        await using var module = PersistenceModule.Create(
            new PersistenceOptions { Provider = StorageProvider.PostgreSql, ConnectionString = _database.ConnectionString, AllowUnsafeDurability = true, Clustered = true },
            [],
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await module.StartAsync(default);
        await module.StopAsync(default);
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        _statements = [];
        await using var command = _source.CreateCommand("SELECT QueryKey, QueryText FROM OrleansQuery");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            _statements.Add(reader.GetString(reader.GetOrdinal("QueryKey")), reader.GetString(reader.GetOrdinal("QueryText")));
    }

    public async Task DisposeAsync()
    {
        if (_source is not null)
            await _source.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Membership_NewCluster_HasVersionZeroAndNobody()
    {
        Skip.If(_database is null, "There is no PostgreSQL.");
        (await ScalarAsync("InsertMembershipVersionKey", ("DeploymentId", "kpi"))).ShouldBe(true);
        (await ScalarAsync("InsertMembershipVersionKey", ("DeploymentId", "kpi"))).ShouldBe(false);

        var rows = await RowsAsync("MembershipReadAllKey", ("DeploymentId", "kpi"));

        rows.ShouldHaveSingleItem()["Version"].ShouldBe(0);
        rows[0]["StartTime"].ShouldBeNull();
    }

    [SkippableFact]
    public async Task InsertMembership_TwentyAtTheSameVersion_OneGetsIn()
    {
        Skip.If(_database is null, "There is no PostgreSQL.");
        await ScalarAsync("InsertMembershipVersionKey", ("DeploymentId", "kpi"));

        var inserted = await Task.WhenAll(Enumerable.Range(1, 20).Select(port => InsertAsync(port, version: 0)));

        inserted.Count(done => done is true).ShouldBe(1);
        var rows = await RowsAsync("MembershipReadAllKey", ("DeploymentId", "kpi"));
        rows.ShouldHaveSingleItem()["Version"].ShouldBe(1);
        rows[0]["SiloName"].ShouldBe("one-1");
        rows[0]["StartTime"].ShouldBe(Start);
    }

    [SkippableFact]
    public async Task InsertMembership_TheSameMemberAgain_ChangesNothing()
    {
        Skip.If(_database is null, "There is no PostgreSQL.");
        await ScalarAsync("InsertMembershipVersionKey", ("DeploymentId", "kpi"));
        (await InsertAsync(1, version: 0)).ShouldBe(true);

        (await InsertAsync(1, version: 1)).ShouldBe(false);

        (await RowsAsync("MembershipReadAllKey", ("DeploymentId", "kpi"))).ShouldHaveSingleItem()["Version"].ShouldBe(1);
    }

    [SkippableFact]
    public async Task UpdateMembership_OldVersion_ChangesNothing()
    {
        Skip.If(_database is null, "There is no PostgreSQL.");
        await ScalarAsync("InsertMembershipVersionKey", ("DeploymentId", "kpi"));
        await InsertAsync(1, version: 0);

        (await UpdateAsync(1, version: 0, status: 6)).ShouldBe(false);
        (await UpdateAsync(1, version: 1, status: 3)).ShouldBe(true);
        (await UpdateAsync(2, version: 2, status: 3)).ShouldBe(false);

        var row = (await RowsAsync("MembershipReadRowKey", ("DeploymentId", "kpi"), ("Address", "127.0.0.1"), ("Port", 1), ("Generation", 7))).ShouldHaveSingleItem();
        (row["Version"], row["Status"]).ShouldBe((2, 3));
        (await RowsAsync("GatewaysQueryKey", ("DeploymentId", "kpi"), ("Status", 3))).ShouldHaveSingleItem()["ProxyPort"].ShouldBe(30_000);
    }

    [SkippableFact]
    public async Task CleanupDefunct_DeadForLong_ForgetsItAndNobodyElse()
    {
        Skip.If(_database is null, "There is no PostgreSQL.");
        await ScalarAsync("InsertMembershipVersionKey", ("DeploymentId", "kpi"));
        await InsertAsync(1, version: 0);
        await InsertAsync(2, version: 1);
        await UpdateAsync(1, version: 2, status: 6);

        await ExecuteAsync("UpdateIAmAlivetimeKey", ("DeploymentId", "kpi"), ("Address", "127.0.0.1"), ("Port", 2), ("Generation", 7), ("IAmAliveTime", Start.AddHours(1)));
        await ExecuteAsync("CleanupDefunctSiloEntriesKey", ("DeploymentId", "kpi"), ("IAmAliveTime", Start.AddMinutes(1)));

        var row = (await RowsAsync("MembershipReadAllKey", ("DeploymentId", "kpi"))).ShouldHaveSingleItem();
        (row["Port"], row["IAmAliveTime"]).ShouldBe((2, Start.AddHours(1)));
        await ExecuteAsync("DeleteMembershipTableEntriesKey", ("DeploymentId", "kpi"));
        (await RowsAsync("MembershipReadAllKey", ("DeploymentId", "kpi"))).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task WriteToStorage_FirstWritesAtTheSameTime_OneIsStored()
    {
        Skip.If(_database is null, "There is no PostgreSQL.");
        var key = $"tenant/{new string('x', 512)}";

        var versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ScalarAsync("WriteToStorageKey", Record(key, version: null, [1]))));

        versions.Count(version => version is 1).ShouldBe(1);
        versions.Count(version => version is null).ShouldBe(19);
    }

    [SkippableFact]
    public async Task Storage_VersionAfterVersion_RefusesOldOnes()
    {
        Skip.If(_database is null, "There is no PostgreSQL.");
        (await ScalarAsync("WriteToStorageKey", Record("tenant/ann", version: null, [1]))).ShouldBe(1);
        (await ScalarAsync("WriteToStorageKey", Record("tenant/ann", version: 1, [2]))).ShouldBe(2);
        (await ScalarAsync("WriteToStorageKey", Record("tenant/ann", version: 1, [3]))).ShouldBeNull();

        var row = (await RowsAsync("ReadFromStorageKey", Key("tenant/ann"))).ShouldHaveSingleItem();
        (row["Version"], ((byte[])row["PayloadBinary"]!)[0]).ShouldBe((2, (byte)2));
        (await RowsAsync("ReadFromStorageKey", Key("tenant/bob"))).ShouldBeEmpty();
        (await ScalarAsync("ClearStorageKey", [.. Key("tenant/ann"), ("GrainStateVersion", 1)])).ShouldBeNull();
        (await ScalarAsync("ClearStorageKey", [.. Key("tenant/ann"), ("GrainStateVersion", 2)])).ShouldBe(3);
        (await RowsAsync("ReadFromStorageKey", Key("tenant/ann"))).ShouldHaveSingleItem()["PayloadBinary"].ShouldBeNull();
        (await ScalarAsync("DeleteStorageKey", [.. Key("tenant/ann"), ("GrainStateVersion", 3)])).ShouldBe(4);
        (await RowsAsync("ReadFromStorageKey", Key("tenant/ann"))).ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData("ReadRangeRows1Key", -10, 10, "a,b")]
    [InlineData("ReadRangeRows1Key", 0, 10, "b")]
    [InlineData("ReadRangeRows2Key", 5, -5, "b,c")]
    public async Task Reminders_RangeOfHashes_AreThoseAboveItsBeginUpToItsEnd(string statement, int begin, int end, string expected)
    {
        Skip.If(_database is null, "There is no PostgreSQL.");
        foreach (var (name, hash) in new[] { ("a", 0), ("b", 10), ("c", 100) })
            (await ScalarAsync("UpsertReminderRowKey", Reminder(name, hash))).ShouldBe(0);
        (await ScalarAsync("UpsertReminderRowKey", Reminder("a", 0))).ShouldBe(1);

        var rows = await RowsAsync(statement, ("ServiceId", "kpi"), ("BeginHash", begin), ("EndHash", end));

        string.Join(',', rows.Select(row => row["ReminderName"]).Order()).ShouldBe(expected);
        (await ScalarAsync("DeleteReminderRowKey", ("ServiceId", "kpi"), ("GrainId", "g/1"), ("ReminderName", "a"), ("Version", 0))).ShouldBe(false);
        (await ScalarAsync("DeleteReminderRowKey", ("ServiceId", "kpi"), ("GrainId", "g/1"), ("ReminderName", "a"), ("Version", 1))).ShouldBe(true);
        (await RowsAsync("ReadReminderRowsKey", ("ServiceId", "kpi"), ("GrainId", "g/1"))).Count.ShouldBe(2);
        (await RowsAsync("ReadReminderRowKey", ("ServiceId", "kpi"), ("GrainId", "g/1"), ("ReminderName", "b"))).ShouldHaveSingleItem()["Period"].ShouldBe(60_000L);
        await ExecuteAsync("DeleteReminderRowsKey", ("ServiceId", "kpi"));
        (await RowsAsync("ReadReminderRowsKey", ("ServiceId", "kpi"), ("GrainId", "g/1"))).ShouldBeEmpty();
    }

    private static (string, object?)[] Reminder(string name, int hash) =>
        [("ServiceId", "kpi"), ("GrainId", "g/1"), ("ReminderName", name), ("StartTime", Start), ("Period", 60_000), ("GrainHash", hash)];

    private static (string, object?)[] Key(string key) =>
        [("GrainIdHash", 1), ("GrainIdN0", 0L), ("GrainIdN1", 0L), ("GrainTypeHash", 2), ("GrainTypeString", "record"), ("GrainIdExtensionString", key), ("ServiceId", "kpi")];

    private static (string, object?)[] Record(string key, int? version, byte[] payload) =>
        [.. Key(key), ("GrainStateVersion", version), ("PayloadBinary", payload)];

    private Task<object?> InsertAsync(int port, int version) => ScalarAsync(
        "InsertMembershipKey",
        ("DeploymentId", "kpi"),
        ("IAmAliveTime", Start),
        ("SiloName", "one-1"),
        ("HostName", "machine"),
        ("Address", "127.0.0.1"),
        ("Port", port),
        ("Generation", 7),
        ("StartTime", Start),
        ("Status", 1),
        ("ProxyPort", 30_000),
        ("Version", version));

    private Task<object?> UpdateAsync(int port, int version, int status) => ScalarAsync(
        "UpdateMembershipKey",
        ("DeploymentId", "kpi"),
        ("Address", "127.0.0.1"),
        ("Port", port),
        ("Generation", 7),
        ("IAmAliveTime", Start),
        ("Status", status),
        ("SuspectTimes", null),
        ("Version", version));

    private async Task<object?> ScalarAsync(string statement, params (string Name, object? Value)[] parameters) =>
        (await RowsAsync(statement, parameters)) is [var row, ..] ? row.Values.First() : null;

    private async Task ExecuteAsync(string statement, params (string Name, object? Value)[] parameters) => await RowsAsync(statement, parameters);

    private async Task<List<Dictionary<string, object?>>> RowsAsync(string statement, params (string Name, object? Value)[] parameters)
    {
        await using var command = _source.CreateCommand(_statements[statement]);
        foreach (var (name, value) in parameters)
        {
            // Nothing is null but a version and a text.
            var parameter = command.Parameters.AddWithValue(name, value ?? DBNull.Value);
            if (value is null)
                parameter.NpgsqlDbType = name == "GrainStateVersion" ? NpgsqlTypes.NpgsqlDbType.Integer : NpgsqlTypes.NpgsqlDbType.Text;
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object?>>();
        while (await reader.ReadAsync())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, column => reader.IsDBNull(column) ? null : reader.GetValue(column)));
        return rows;
    }
}
