using System.Globalization;
using KpiPlatform.Domain;
using KpiPlatform.Testing.Databases;
using Npgsql;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Databases;

public sealed class PostgreSqlStartTests() : StartTests(StorageProvider.PostgreSql)
{
    [SkippableFact]
    public async Task StartAsync_WithSynchronousCommitOff_RefusesUnlessAllowed()
    {
        await Postgres.SetAsync("synchronous_commit", "off");

        var exception = await Should.ThrowAsync<DomainException>(() => CreateModule().StartAsync(CancellationToken.None));

        exception.Reason.ShouldBe("UNSAFE_DURABILITY");
        exception.Message.ShouldContain("synchronous_commit");
        await CreateModule(allowUnsafeDurability: true).StartAsync(CancellationToken.None);
    }

    [SkippableFact]
    public async Task StartAsync_WithFsyncOff_RefusesUnlessAllowed()
    {
        await using var server = await PostgresServer.StartAsync("fsync=off");
        await using var database = await PostgresDatabase.CreateAsync(server);

        var exception = await Should.ThrowAsync<DomainException>(
            () => CreateModule(connectionString: database.ConnectionString).StartAsync(CancellationToken.None));

        exception.Reason.ShouldBe("UNSAFE_DURABILITY");
        exception.Message.ShouldContain("fsync");
        await using var allowed = CreateModule(connectionString: database.ConnectionString, allowUnsafeDurability: true);
        await allowed.StartAsync(CancellationToken.None);
    }

    [SkippableFact]
    public async Task StartAsync_OnANewerSchemaThatThisProgramGoesWith_Starts()
    {
        await StartModuleAsync();
        await ExecuteAsync("insert into schema_version (version, applied_at, works_from) select 998, 0, max(version) from schema_version");
        await CreateModule().StartAsync(CancellationToken.None);

        // The next one takes away what this program uses.
        await ExecuteAsync("insert into schema_version (version, applied_at, works_from) values (999, 0, 998)");
        (await Should.ThrowAsync<DomainException>(() => CreateModule().StartAsync(CancellationToken.None))).Reason.ShouldBe("SCHEMA_NEWER");
    }

    [SkippableFact]
    public async Task StartAsync_WhileATableToChangeIsInUse_GivesWayToOthersAndTriesAgain()
    {
        const string Waiting = "select count(*) from pg_locks where not granted and relation = 'schema_version'::regclass";
        await ExecuteAsync("create table schema_version (version int not null primary key, applied_at bigint not null)");
        await using var holder = new NpgsqlConnection(ConnectionString);
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table schema_version in share mode", holder))
            await hold.ExecuteNonQueryAsync();

        var module = CreateModule();
        var starting = module.StartAsync(CancellationToken.None);
        await UntilAsync(Waiting, 1);
        await UntilAsync(Waiting, 0);
        starting.IsCompleted.ShouldBeFalse("It is to wait for the table, and has nothing to do before.");
        await transaction.CommitAsync();

        await starting.WaitAsync(TimeSpan.FromSeconds(60));
        module.CurrentWriter.ShouldBe(1);
    }

    private async Task UntilAsync(string query, long expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Convert.ToInt64(await ExecuteAsync(query), CultureInfo.InvariantCulture) != expected)
            await Task.Delay(20, patience.Token);
    }
}
