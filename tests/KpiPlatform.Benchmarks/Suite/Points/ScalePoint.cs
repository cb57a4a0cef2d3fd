using System.Diagnostics;
using KpiPlatform.Benchmarks.Suite.Measuring;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Benchmarks.Suite.Points;

/// <summary>Whether an interaction costs the same whatever the number of customers, and however the load is spread.</summary>
internal sealed class ScalePoint : ISuitePoint
{
    private const int SeedChunk = 100_000;
    private const int SmallBatch = 100;
    private const int InFlight = 160;
    private const string Tenant = "measured";

    public int Number => 5;

    public string Title => "Cost by number of customers and by spread of load";

    public string Method =>
        "Two servers, each on a database of its own, one with a tenant of many customers and one of few, each customer with one purchase already, sent through the stream; then the same number of purchases of customers at random to each in turns. "
        + "Cost is the time per interaction from the first byte to the last acknowledgement, and the processor time of server and database together. "
        + "Then, on one server, the same load on one customer (1 stream, as one source sends it), on one tenant (4 streams), both in batches of 500, and over all tenants (a stream each, batches of 100, 160 under way in all); each tenant has one purchase already, since the first one of a tenant fixes its settings. Each ÷ the best of the three in its round.";

    public async Task RunAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        await ByCustomersAsync(context, cancellationToken);
        await BySpreadAsync(context, cancellationToken);
    }

    private static async Task ByCustomersAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        await using var many = await SeededHost.StartAsync(context, options.ManyCustomers, cancellationToken);
        await using var few = await SeededHost.StartAsync(context, options.FewCustomers, cancellationToken);
        List<double> manyCosts = [], fewCosts = [], manyTimes = [], fewTimes = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            await many.MeasureAsync(options.Count, manyCosts, manyTimes, cancellationToken);
            await few.MeasureAsync(options.Count, fewCosts, fewTimes, cancellationToken);
            context.Tell($"round {round + 1}: {Samples.Text(manyCosts[^1])} us and {Samples.Text(fewCosts[^1])} us an interaction");
        }

        var (manyName, fewName) = ($"{options.ManyCustomers:N0} customers", $"{options.FewCustomers:N0}");
        context.AddRatio($"time per interaction at {manyName} ÷ at {fewName}", SuiteAim.AtMost(1.3), new("many", "us", manyCosts), new SuiteSide("few", "us", fewCosts));
        context.AddRatio($"processor time of server and database at {manyName} ÷ at {fewName}", SuiteAim.AtMost(1.3), new("many", "us", manyTimes), new SuiteSide("few", "us", fewTimes));
    }

    private static async Task BySpreadAsync(SuiteContext context, CancellationToken cancellationToken)
    {
        var options = context.Options;
        await using var host = await MeasuredHost.StartAsync(context, cancellationToken);
        List<double> customer = [], tenant = [], tenants = [], best = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            customer.Add(await OneTenantAsync($"one-customer-{round}", customers: 1, streams: 1));
            tenant.Add(await OneTenantAsync($"one-tenant-{round}", options.Customers, MeasuredHost.Streams));
            tenants.Add(await AllTenantsAsync(round));
            best.Add(Math.Max(Math.Max(customer[^1], tenant[^1]), tenants[^1]));
            context.Tell($"round {round + 1}: {Samples.Text(customer[^1])}, {Samples.Text(tenant[^1])}, {Samples.Text(tenants[^1])}/s on one customer, one tenant, all tenants");
        }

        foreach (var (name, rates) in new[] { ("all load on one customer", customer), ("all load on one tenant", tenant), ($"load over {options.Tenants:N0} tenants", tenants) })
            context.AddRatio($"{name} ÷ the best spread", SuiteAim.AtLeast(0.9), new("rate", "/s", rates), new SuiteSide("best", "/s", best));

        async Task<double> OneTenantAsync(string name, int customers, int streams)
        {
            var purchases = await BeginAsync(name, customers, options.Count);
            return await host.RateAsync(name, purchases, purchases.Batches(options.Count, MeasuredHost.BatchSize, options.Count + 1), streams, cancellationToken);
        }

        async Task<Purchases> BeginAsync(string name, int customers, int count)
        {
            await host.Sender.CreateTenantAsync(name, cancellationToken);
            var purchases = new Purchases(customers);
            await host.Sender.SendAsync(name, purchases.Batches(1, 1, count + 1), 1, cancellationToken);
            return purchases;
        }

        async Task<double> AllTenantsAsync(int round)
        {
            var each = Math.Max(1, options.Count / options.Tenants);
            var streams = new List<(string Tenant, Interaction[][] Batches)>();
            for (var i = 0; i < options.Tenants; i++)
            {
                var name = $"tenant-{round}-{i}";
                var purchases = await BeginAsync(name, Math.Max(1, options.Customers / options.Tenants), each);
                streams.Add((name, purchases.Batches(each, SmallBatch, each + 1)));
            }

            var watch = Stopwatch.StartNew();
            var tokens = await host.Sender.SendAsync(streams, InFlight, cancellationToken);
            var rate = each * options.Tenants / watch.Elapsed.TotalSeconds;
            for (var i = 0; i < streams.Count; i++)
                await host.Sender.RequireCountedAsync(streams[i].Tenant, each + 1, [tokens[i]], cancellationToken);
            return rate;
        }
    }

    /// <summary>A server with a tenant of whose customers each has bought once.</summary>
    private sealed class SeededHost(MeasuredHost host, Purchases purchases, int expected) : IAsyncDisposable
    {
        private const double MicrosecondsPerSecond = 1e6;

        public static async Task<SeededHost> StartAsync(SuiteContext context, int customers, CancellationToken cancellationToken)
        {
            var host = await MeasuredHost.StartAsync(context, cancellationToken);
            await host.Sender.CreateTenantAsync(Tenant, cancellationToken);
            var purchases = new Purchases(customers);
            var expected = customers + (context.Options.Count * context.Options.Rounds);
            var watch = Stopwatch.StartNew();
            for (var first = 0; first < customers; first += SeedChunk)
            {
                var batches = Enumerable.Range(first, Math.Min(SeedChunk, customers - first)).Select(customer => purchases.Next(customer, expected)).Chunk(MeasuredHost.BatchSize).ToArray();
                await host.Sender.SendAsync(Tenant, batches, MeasuredHost.Streams, cancellationToken);
            }

            context.Tell($"{customers:N0} customers after {watch.Elapsed.TotalSeconds:N0} s");
            return new(host, purchases, expected);
        }

        public async Task MeasureAsync(int count, List<double> costs, List<double> times, CancellationToken cancellationToken)
        {
            var batches = purchases.Batches(count, MeasuredHost.BatchSize, expected);
            var database = await PostgresClock.ReadSecondsAsync(host.Database);
            var server = host.Host.ProcessorTime;
            costs.Add(MicrosecondsPerSecond / await host.RateAsync(Tenant, purchases, batches, MeasuredHost.Streams, cancellationToken));
            var used = (host.Host.ProcessorTime - server).TotalSeconds + await PostgresClock.ReadSecondsAsync(host.Database) - database;
            times.Add(used * MicrosecondsPerSecond / count);
        }

        public ValueTask DisposeAsync() => host.DisposeAsync();
    }
}
