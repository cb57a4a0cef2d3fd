using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Testing.Databases;
using KpiPlatform.Testing.Journal;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Databases;

public sealed class ServicesTests
{
    [Fact]
    public async Task AddKpiPersistence_GivesAllPortsOfOneModuleAndTellsObservers()
    {
        using var database = new SqliteDatabase();
        var observer = Substitute.For<ICommitObserver>();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(observer)
            .AddKpiPersistence(new PersistenceOptions { Provider = StorageProvider.Sqlite, ConnectionString = database.FilePath })
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        var module = services.GetRequiredService<PersistenceModule>();
        await module.StartAsync(CancellationToken.None);

        var tenant = await services.GetRequiredService<ITenantRegistry>().GetOrAddAsync(TenantId.Parse("acme"), CancellationToken.None);
        var writer = services.GetRequiredService<IJournalWriter>();
        await writer.AppendAsync(JournalAppends.Of(tenant, writer.AllocateCustomer(), newCustomerId: CustomerId.Parse("c")));

        observer.Received(1).OnCommitted(Arg.Is<Commit>(commit => commit.Position == new JournalPosition(module.CurrentWriter, 1)));
        services.GetRequiredService<IJournalReader>().ShouldBeSameAs(module.Reader);
        services.GetRequiredService<ICustomerSnapshots>().ShouldBeSameAs(module.Snapshots);
        services.GetRequiredService<ICustomerIndex>().ShouldBeSameAs(module.Index);
        services.GetRequiredService<IMeasuresStore>().ShouldBeSameAs(module.Measures);
        services.GetRequiredService<IStateStore>().ShouldBeSameAs(module.States);
    }
}
