using KpiPlatform.Benchmarks.Suite.Measuring;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Protocol.V1;
using NodaTime;

namespace KpiPlatform.Benchmarks.Suite.Points;

/// <summary>What a customer in memory weighs, what an interaction allocates, and how long the collector stops everything.</summary>
internal sealed class MemoryPoint : ISuitePoint
{
    private const int PurchasesEach = 8;
    private const int Readers = 16;
    private const double Highest = 0.99;
    private const string Tenant = "measured";

    public int Number => 6;

    public string Title => "Memory";

    public string Method =>
        $"The server process with a startup hook that answers what its collector knows. Bytes per customer: of a server just started on a database whose customers have {PurchasesEach} purchases each, the heap after a full collection "
        + "before and after every customer is read once, which makes all of them resident, with everything that grows with them; beside it the bytes of their snapshots. "
        + "Bytes allocated per interaction: everything that the process allocates while batches of 500 are recorded. Pauses: all times for which the collector stopped the process meanwhile.";

    public async Task RunAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        await using var host = await MeasuredHost.StartAsync(context, cancellationToken, isProbed: true);
        List<double> allocated = [], pauses = [], pauseShares = [], resident = [], serialized = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            var tenant = $"{Tenant}-{round}";
            await host.Sender.CreateTenantAsync(tenant, cancellationToken);
            var count = options.Customers * PurchasesEach;
            var purchases = new Purchases(options.Customers);
            var interactions = Enumerable.Range(0, count).Select(i => purchases.Next(i % options.Customers, count)).ToArray();
            var before = await host.Host.ProbeAsync(collect: false, cancellationToken);
            var rate = await host.RateAsync(tenant, purchases, [.. interactions.Chunk(MeasuredHost.BatchSize)], MeasuredHost.Streams, cancellationToken);
            var after = await host.Host.ProbeAsync(collect: false, cancellationToken);
            allocated.Add((double)(after.AllocatedBytes - before.AllocatedBytes) / count);
            var newPauses = after.Pauses.Skip(before.Pauses.Count).ToList();
            pauses.Add(Samples.Quantile(newPauses.DefaultIfEmpty(0), Highest));
            pauseShares.Add(100 * newPauses.Sum() / 1_000 / (count / rate));

            await host.RestartAsync(cancellationToken, isProbed: true);
            await host.WarmUpAsync($"warmup-{round}", options, cancellationToken);
            await host.Sender.OrdersAsync(tenant, string.Empty, cancellationToken);
            var empty = await host.Host.ProbeAsync(collect: true, cancellationToken);
            await ReadAllAsync(host, tenant, options.Customers, cancellationToken);
            var full = await host.Host.ProbeAsync(collect: true, cancellationToken);
            resident.Add((double)(full.HeldBytes - empty.HeldBytes) / options.Customers);
            serialized.Add(SnapshotBytes(interactions));
        }

        context.AddRatio(
            $"a resident customer of {PurchasesEach} purchases ÷ its serialized state", null, new($"{options.Customers:N0} customers, each", "B", resident), new SuiteSide("snapshot", "B", serialized));
        context.Add("allocated per interaction", "B", allocated);
        context.Add("collector's pause, p99", "ms", pauses, new SuiteSide("share of the time", "%", pauseShares));
    }

    private static async Task ReadAllAsync(MeasuredHost host, string tenant, int customers, CancellationToken cancellationToken)
    {
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(host.Host.Address);
        var client = new CustomerService.CustomerServiceClient(channel);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, customers),
            new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellationToken },
            async (customer, cancellation) => await client.GetCustomerAsync(new() { Name = $"tenants/{tenant}/customers/{Purchases.CustomerId(customer)}" }, cancellationToken: cancellation));
    }

    private static double SnapshotBytes(Protocol.V1.Interaction[] interactions)
    {
        const int Sampled = 200;
        var definition = new TenantDefinition(new TenantNumber(1), 1, new TenantSettings { TimeZone = "Europe/Berlin" });
        var context = new FoldContext(definition);
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        return interactions.GroupBy(interaction => interaction.Customer).Take(Sampled).Average(customer =>
        {
            var state = new CustomerState(context);
            state.Add([.. customer.Select(interaction => InteractionCodec.Encode(InteractionReader.Read(interaction, string.Empty, definition, now).Interaction!, definition.FactAttributes))], null);
            return state.Snapshot().Length;
        });
    }
}
