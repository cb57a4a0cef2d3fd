using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Host;
using KpiPlatform.Testing.Databases;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>The server as a program: what it says and which code it ends with.</summary>
public class ProcessTests
{
    [Fact]
    public async Task Run_Help_NamesEveryOption()
    {
        var (exitCode, output) = await HostProcess.RunAsync("--help");

        exitCode.ShouldBe(0);
        foreach (var option in new[] { "--demo", "--database", "--address", "--web-address", "--key", "--first-key-file", "--anonymous", "--otlp-endpoint", "--allow-unsafe-durability", "--log-level", "--shutdown-timeout" })
            output.ShouldContain(option);
    }

    [Theory]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("--log-level=Loud", "Loud")]
    public async Task Run_AWrongCommandLine_SaysWhatIsWrong(string argument, string mentioned)
    {
        var (exitCode, output) = await HostProcess.RunAsync(argument);

        exitCode.ShouldNotBe(0);
        output.ShouldContain(mentioned);
        output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Run_OpenToAllOnAnAddressThatOthersReach_Refuses()
    {
        var (exitCode, output) = await HostProcess.RunAsync("--address", "http://0.0.0.0:0");

        exitCode.ShouldBe(1);
        output.ShouldContain("--anonymous");
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Run_OnAFileThatAnotherServerHas_SaysSo()
    {
        using var database = new SqliteDatabase();
        await using var first = await TestHost.StartAsync(database.FilePath);

        var (exitCode, output) = await HostProcess.RunAsync("--database", database.FilePath);

        exitCode.ShouldBe(1);
        output.ShouldContain("in use by another process");
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Run_OnAFileThatIsNoDatabase_SaysWhy()
    {
        using var database = new SqliteDatabase();
        await File.WriteAllTextAsync(database.FilePath, "hello, I am a letter and no database at all");

        var (exitCode, output) = await HostProcess.RunAsync("--database", database.FilePath, "--log-level", "Error");

        exitCode.ShouldBe(1);
        output.ShouldContain("not a database");
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1, output);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=kpi", "127.0.0.1:1")]
    [InlineData("Host=127.0.0.1;Banana=1", "banana")]
    [InlineData("", "--database")]
    public async Task Run_WithADatabaseThatCannotBeOpened_SaysWhy(string database, string mentioned)
    {
        var (exitCode, output) = await HostProcess.RunAsync("--database", database, "--log-level", "Error");

        exitCode.ShouldBe(1);
        output.ShouldContain(mentioned);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1, output);
    }

    [SkippableFact]
    public async Task Run_OnAPostgreSqlDatabaseThatAnotherServerHas_SaysSo()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var first = await TestHost.StartAsync(database.ConnectionString);

        var (exitCode, output) = await HostProcess.RunAsync("--database", database.ConnectionString);

        exitCode.ShouldBe(1);
        output.ShouldContain("Another server works on this database");
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1, output);
        (await TestTenant.CreateAsync(first.Client)).ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task Serve_AfterAnotherServerTookTheDatabaseOver_EndsAsFailed()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var (process, address) = await HostProcess.ServeAsync(database.ConnectionString);
        await using var ending = process;
        using var client = new KpiClient(address);
        var tenant = await TestTenant.CreateAsync(client);
        await database.ExecuteAsync(
            """
            select pg_terminate_backend(pid) from pg_locks
            where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
            """);
        await using var second = await TestHost.StartAsync(database.ConnectionString);

        // Its writer was closed; on the way to another it learns why.
        await tenant.RecordAsync(Make.Purchase("ann", "2025-03-01", 1));

        (await process.ExitAsync()).ShouldBe(HostProgram.Failed, process.Output);
        process.Output.ShouldContain("taken over the database");
    }

    [SkippableFact]
    public async Task Serve_OnPostgreSql_DoesNotLogEveryStatement()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var (process, address) = await HostProcess.ServeAsync(database.ConnectionString);
        await using var ending = process;
        using var client = new KpiClient(address);

        await (await TestTenant.CreateAsync(client)).RecordAsync(Make.Purchase("ann", "2025-03-01", 1));
        process.Signal("TERM");

        (await process.ExitAsync()).ShouldBe(0, process.Output);
        process.Output.ShouldNotContain("insert into");
        process.Output.ShouldNotContain("Npgsql");
    }

    [Fact]
    public async Task Run_OnAPortThatIsTaken_SaysSo()
    {
        using var database = new SqliteDatabase();
        using var other = new SqliteDatabase();
        await using var first = await TestHost.StartAsync(database.FilePath);

        var (exitCode, output) = await HostProcess.RunAsync("--database", other.FilePath, "--log-level", "Warning", "--address", first.Address.GetLeftPart(UriPartial.Authority));

        exitCode.ShouldBe(1);
        output.ShouldContain("in use by another process");
        output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Terminate_ARunningServer_EndsItGracefully()
    {
        using var database = new SqliteDatabase();
        var (process, address) = await HostProcess.ServeAsync(database.FilePath);
        await using var ending = process;
        using var client = new KpiClient(address);
        await (await TestTenant.CreateAsync(client)).RecordAsync(Make.Purchase("ann", "2025-03-01", 1));

        process.Signal("TERM");

        (await process.ExitAsync()).ShouldBe(0, process.Output);
        process.Output.ShouldContain("Stopped: everything acknowledged is in the journal");
        process.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Terminate_AgainWhileItStops_AbortsIt()
    {
        using var database = new SqliteDatabase();
        var (process, address) = await HostProcess.ServeAsync(database.FilePath, "--shutdown-timeout", "00:05:00");
        await using var ending = process;
        using var call = await HalfOpenCall.StartAsync(address);
        process.Signal("TERM");
        await process.OutputAsync("Stopping", TimeSpan.FromSeconds(30));

        // A second one at the same instant would be the first one again, come through the parent.
        while (!await process.HasExitedAsync(TimeSpan.FromMilliseconds(500)))
            process.Signal("TERM");

        (await process.ExitAsync()).ShouldBe(HostProgram.Aborted, process.Output);
    }
}
