using KpiPlatform.Domain;
using KpiPlatform.Testing.Databases;
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
}
