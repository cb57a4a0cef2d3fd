using Grpc.Core;
using KpiPlatform.EndToEnd.Tests.Recording;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>A real process, killed in the middle: after a restart and sending everything again the totals are exact.</summary>
public class CrashTests
{
    private const int Interactions = 12_000;
    private const int Customers = 300;
    private const int Batch = 100;

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Kill_InTheMiddleOfAStream_ThenRestartAndSendAgain_GivesExactTotals(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var interactions = Enumerable.Range(0, Interactions).Select(Purchase).ToArray();
        string name;
        int acknowledged;
        var (killed, address) = await HostProcess.ServeAsync(database.Setting);
        await using (killed)
        {
            using var client = new KpiClient(address);
            var tenant = await TestTenant.CreateAsync(client);
            name = tenant.Name;
            acknowledged = await StreamUntilKilledAsync(tenant, interactions, killed);
        }

        acknowledged.ShouldBeInRange(Batch, Interactions - Batch);
        var (restarted, newAddress) = await HostProcess.ServeAsync(database.Setting);
        await using (restarted)
        {
            using var client = new KpiClient(newAddress);
            var tenant = new TestTenant(client, name);

            // Whatever was acknowledged is there before anything is sent again; what was on its way may be.
            var before = await tenant.TotalsAsync();
            before.Orders.ShouldBeInRange(acknowledged, Interactions - 1);

            var (accepted, duplicates) = await tenant.StreamAsync(interactions);

            duplicates.ShouldBe((int)before.Orders);
            accepted.ShouldBe(Interactions - duplicates);
            (await tenant.TotalsAsync()).ShouldBe((Interactions, interactions.Sum(interaction => (double)interaction.Purchase.Amount.Units)));
            var page = await client.Customers.ListCustomersAsync(new ListCustomersRequest { Parent = name, PageSize = 1000, Token = tenant.Token });
            page.Customers.Count.ShouldBe(Customers);
            page.Customers.ShouldAllBe(customer => customer.Version == Interactions / Customers);

            restarted.Signal("TERM");
            (await restarted.ExitAsync()).ShouldBe(0, restarted.Output);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Kill_WhileCustomersAreLinked_ThenRestartAndSendAgain_GivesExactTotals(DatabaseKind kind)
    {
        const int Pairs = 150;
        await using var database = await TestDatabase.CreateAsync(kind);
        var random = new Random(11);
        Interaction[] interactions =
        [
            .. Enumerable.Range(0, Interactions - Pairs).Select(Purchase),
            .. Enumerable.Range(0, Pairs).Select(pair => LinkTests.Link($"c-{pair}", $"c-{pair + Pairs}", $"l-{pair}")),
        ];
        random.Shuffle(interactions);
        string name;
        var (killed, address) = await HostProcess.ServeAsync(database.Setting);
        await using (killed)
        {
            using var client = new KpiClient(address);
            var tenant = await TestTenant.CreateAsync(client);
            name = tenant.Name;
            await StreamUntilKilledAsync(tenant, interactions, killed);
        }

        var (restarted, newAddress) = await HostProcess.ServeAsync(database.Setting);
        await using (restarted)
        {
            using var client = new KpiClient(newAddress);
            var tenant = new TestTenant(client, name);
            var verification = new VerifyTenantRequest { Name = name };
            (await client.Tenants.VerifyTenantAsync(verification)).DifferencesCount.ShouldBe(0);
            await tenant.StreamAsync(interactions);

            var purchases = interactions.Where(interaction => interaction.Purchase is not null).ToList();
            (await tenant.TotalsAsync()).ShouldBe((purchases.Count, purchases.Sum(interaction => (double)interaction.Purchase.Amount.Units)));
            var page = await client.Customers.ListCustomersAsync(new ListCustomersRequest { Parent = name, PageSize = 1000, Token = tenant.Token });
            page.Customers.Count.ShouldBe(Customers - Pairs);
            page.Customers.Sum(customer => customer.Indicators.Single(value => value.Indicator == "orders").Value).ShouldBe(purchases.Count);
            (await client.Tenants.VerifyTenantAsync(verification)).DifferencesCount.ShouldBe(0);
        }
    }

    private static Interaction Purchase(int number) => Make.Purchase($"c-{number % Customers}", "2025-03-01", 1 + (number % 9), id: $"o-{number}");

    // Kills the server once a third is acknowledged, with more on its way.
    private static async Task<int> StreamUntilKilledAsync(TestTenant tenant, Interaction[] interactions, HostProcess process)
    {
        var acknowledged = 0;
        using var call = tenant.Client.Interactions.RecordInteractions();
        var writing = Task.Run(async () =>
        {
            var sequence = 0;
            foreach (var batch in interactions.Chunk(Batch))
                await call.RequestStream.WriteAsync(new RecordInteractionsRequest { Parent = tenant.Name, Sequence = ++sequence, Interactions = { batch } });
        });
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                acknowledged += call.ResponseStream.Current.AcceptedCount;
                if (acknowledged >= Interactions / 3)
                    await process.KillAsync();
            }
        }
        catch (RpcException)
        {
            // The connection broke, as it had to.
        }

        await writing.ContinueWith(_ => { }, TaskScheduler.Default);
        return acknowledged;
    }
}
