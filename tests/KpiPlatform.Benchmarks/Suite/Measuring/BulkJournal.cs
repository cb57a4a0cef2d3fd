using System.Collections.Concurrent;
using KpiPlatform.Benchmarks.Ingest;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Persistence;
using KpiPlatform.Persistence.Writing;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace KpiPlatform.Benchmarks.Suite.Measuring;

/// <summary>
/// Fills a journal by the platform's own writer, without server and grains in between: rows as the gateway encodes them, deltas as the customers'
/// fold gives them, index entries as their grains make them. A server that starts on it finds what it would have written itself.
/// </summary>
internal static class BulkJournal
{
    private const int RowsEach = 20;
    private const int CustomersAtOnce = 500;

    /// <summary>Makes the tenant and at least so many rows; answers how many.</summary>
    public static async Task<long> FillAsync(string connectionString, string tenant, int rows, CancellationToken cancellationToken)
    {
        await using (var host = await BenchmarkHost.StartAsync(connectionString, cancellationToken))
        {
            using var sender = new BatchSender(host.Address);
            await sender.CreateTenantAsync(tenant, cancellationToken);
        }

        var commits = new Commits();
        await using var module = PersistenceModule.Create(
            new() { Provider = StorageProvider.PostgreSql, ConnectionString = connectionString, Exclusive = true, Writer = new JournalWriterOptions { CloseOlderWriters = true } },
            [commits],
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await module.StartAsync(cancellationToken);
        var number = await module.Tenants.FindAsync(TenantId.Parse(tenant), cancellationToken) ?? throw new InvalidOperationException($"There is no tenant {tenant}.");
        var context = new FoldContext(new TenantDefinition(number, 1, new TenantSettings { TimeZone = "Europe/Berlin" }));
        var customers = (rows + RowsEach - 1) / RowsEach;
        var purchases = new Purchases(customers);
        foreach (var chunk in Enumerable.Range(0, customers).Chunk(CustomersAtOnce))
        {
            // Ids of their own, so that what is sent later finds other customers.
            var appends = chunk.AsParallel().Select(customer => Append(module.Writer, context, customer, [.. Enumerable.Range(0, RowsEach).Select(_ => purchases.Next(customer, customers * RowsEach))])).ToList();
            foreach (var outcome in await Task.WhenAll(appends.Select(module.Writer.AppendAsync)))
            {
                if (outcome.Status != AppendStatus.Committed)
                    throw new InvalidOperationException($"{outcome.Status}: {outcome.Problem}");
            }

            await commits.IndexAsync(module.Index, cancellationToken);
        }

        await module.StopAsync(cancellationToken);
        return (long)customers * RowsEach;
    }

    private static JournalAppend Append(IJournalWriter writer, FoldContext context, int customer, Protocol.V1.Interaction[] messages)
    {
        var definition = context.Definition;
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        var encoded = Array.ConvertAll(messages, message => InteractionCodec.Encode(InteractionReader.Read(message, string.Empty, definition, now).Interaction!, definition.FactAttributes));
        var state = new CustomerState(context);
        var delta = new CellDelta();
        state.Add(encoded, delta);
        var number = writer.AllocateCustomer();
        return new(
            definition.Tenant,
            number,
            CustomerId.Parse($"prepared-{customer}"),
            1,
            Array.ConvertAll(encoded, interaction => new JournalEntry(interaction, definition.Version)),
            definition.ShardOf(number),
            delta,
            CustomerViews.IndexEntry(number, state, context, encoded.Length));
    }

    /// <summary>What commits say of customers, until it is in the index.</summary>
    private sealed class Commits : ICommitObserver
    {
        private readonly ConcurrentQueue<Commit> _commits = new();

        public void OnCommitted(Commit commit) => _commits.Enqueue(commit);

        public async Task IndexAsync(ICustomerIndex index, CancellationToken cancellationToken)
        {
            while (_commits.TryDequeue(out var commit))
                await index.UpsertAsync(commit.IndexEntries, commit.Position, cancellationToken);
        }
    }
}
