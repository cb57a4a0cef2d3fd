using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Databases;

public sealed class SqliteStartTests() : StartTests(StorageProvider.Sqlite)
{
    [Fact]
    public async Task StartAsync_OnAMemoryDatabase_RefusesBecauseItIsNotDurable()
    {
        var module = CreateModule(connectionString: ":memory:");

        (await Should.ThrowAsync<Domain.DomainException>(() => module.StartAsync(CancellationToken.None))).Reason.ShouldBe("UNSAFE_DURABILITY");
    }
}
