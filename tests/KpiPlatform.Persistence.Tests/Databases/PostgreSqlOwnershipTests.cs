using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Tests.Fixtures;
using KpiPlatform.Persistence.Writing;
using KpiPlatform.Testing.Journal;
using KpiPlatform.Testing.Time;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Databases;

/// <summary>A database that is to be one host's alone.</summary>
public sealed class PostgreSqlOwnershipTests() : StorageTests(StorageProvider.PostgreSql)
{
    private const string LockHolder = "pid in (select pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()))";

    [SkippableFact]
    public async Task StartAsync_WhileAnotherHostHasTheDatabase_RefusesAndLeavesTheOtherWorking()
    {
        var first = CreateModule(exclusive: true, writer: new JournalWriterOptions { CloseOlderWriters = true });
        await first.StartAsync(CancellationToken.None);
        var time = new ManualTimeProvider();
        var second = CreateModule(exclusive: true, writer: new JournalWriterOptions { CloseOlderWriters = true }, timeProvider: time);

        var exception = await Should.ThrowAsync<DomainException>(() => AdvanceUntilDoneAsync(time, second.StartAsync(CancellationToken.None)));

        exception.Reason.ShouldBe("DATABASE_IN_USE");
        exception.Message.ShouldContain("Another server");
        await AddCustomerAsync(first);
        first.Superseded.IsCompleted.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task StartAsync_AfterTheOtherHostIsGone_Succeeds()
    {
        var first = CreateModule(exclusive: true);
        await first.StartAsync(CancellationToken.None);
        await first.DisposeAsync();

        await CreateModule(exclusive: true).StartAsync(CancellationToken.None);
    }

    [SkippableFact]
    public async Task AppendAsync_AfterAllConnectionsWereLost_CommitsAgainAndTheLockIsBack()
    {
        var module = CreateModule(exclusive: true);
        await module.StartAsync(CancellationToken.None);
        await ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        var (tenant, _, customer) = await AddCustomerWhenPossibleAsync(module);

        (await ToListAsync(module.Reader.ReadCustomerAsync(tenant, customer, 1, CancellationToken.None))).Count.ShouldBe(1);
        Convert.ToInt64(await ExecuteAsync($"select count(*) from pg_stat_activity where {LockHolder}")).ShouldBe(1);
        module.Superseded.IsCompleted.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Superseded_WhenAnotherHostTookTheDatabaseOver_Completes()
    {
        var time = new ManualTimeProvider();
        var first = CreateModule(exclusive: true, timeProvider: time);
        await first.StartAsync(CancellationToken.None);
        await ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where {LockHolder}");
        var second = CreateModule(exclusive: true, writer: new JournalWriterOptions { CloseOlderWriters = true });
        await second.StartAsync(CancellationToken.None);

        // Its writer was closed; on the way to another it finds the lock taken.
        var tenant = await first.Tenants.GetOrAddAsync(Domain.Identity.TenantId.Parse("acme"), CancellationToken.None);
        var append = first.Writer.AppendAsync(JournalAppends.Of(tenant, first.Writer.AllocateCustomer(), newCustomerId: Domain.Identity.CustomerId.Parse("c1")));

        await AdvanceUntilDoneAsync(time, first.Superseded);
        (await append).Status.ShouldBe(AppendStatus.Unavailable);
        await AddCustomerAsync(second, tenant: "other");
    }

    private static async Task<(Domain.Identity.TenantNumber Tenant, Domain.Identity.CustomerId Id, Domain.Identity.CustomerNumber Customer)> AddCustomerWhenPossibleAsync(
        PersistenceModule module)
    {
        // What meets the lost connections fails; the pool and the writer then open new ones.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await AddCustomerAsync(module, $"c{attempt}");
            }
            catch (Exception exception) when (attempt < 50 && exception is DomainException or InvalidOperationException)
            {
            }
        }
    }

    private static async Task AdvanceUntilDoneAsync(ManualTimeProvider time, Task task)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token));
            patience.Token.ThrowIfCancellationRequested();
        }

        await task;
    }
}
