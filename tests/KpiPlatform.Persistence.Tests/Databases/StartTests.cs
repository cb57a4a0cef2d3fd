using KpiPlatform.Domain;
using KpiPlatform.Persistence.Tests.Fixtures;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Databases;

/// <summary>Starting: the schema.</summary>
public abstract class StartTests(StorageProvider provider) : StorageTests(provider)
{
    [SkippableFact]
    public async Task StartAsync_ByManyHostsAtOnce_CreatesTheSchemaOnce()
    {
        var modules = Enumerable.Range(0, 8).Select(_ => CreateModule()).ToArray();

        await Task.WhenAll(modules.Select(module => Task.Run(() => module.StartAsync(CancellationToken.None))));

        modules.Select(module => module.CurrentWriter).Order().ShouldBe(Enumerable.Range(1, 8).Select(i => (long)i));
        Convert.ToInt64(await ExecuteAsync("select count(*) - max(version) from schema_version")).ShouldBe(0);
    }

    [SkippableFact]
    public async Task StartAsync_Again_KeepsWhatIsThere()
    {
        var first = await StartModuleAsync();
        var (tenant, id, customer) = await AddCustomerAsync(first);
        await first.StopAsync(CancellationToken.None);

        var second = await StartModuleAsync();

        (await second.Reader.LoadCustomerAsync(new(tenant, id), CancellationToken.None))!.Customer.ShouldBe(customer);
        second.CurrentWriter.ShouldBeGreaterThan(first.CurrentWriter);
    }

    [SkippableFact]
    public async Task StartAsync_OnANewerSchema_Refuses()
    {
        await StartModuleAsync();
        await ExecuteAsync("insert into schema_version values (999, 0)");
        var module = CreateModule();

        var exception = await Should.ThrowAsync<DomainException>(() => module.StartAsync(CancellationToken.None));

        exception.Reason.ShouldBe("SCHEMA_NEWER");
        exception.Message.ShouldContain("999");
        Should.Throw<InvalidOperationException>(() => module.Writer.AllocateCustomer());
    }
}
