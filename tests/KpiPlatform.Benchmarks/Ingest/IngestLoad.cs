using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Benchmarks.Ingest;

/// <summary>Made-up purchases, prepared in batches before the clock runs.</summary>
internal sealed class IngestLoad
{
    public const int BatchSize = 500;
    private const int MaxInFlight = 8;
    private static readonly DateTime Start = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly Interaction[][] _batches;

    /// <summary>Interactions of the caller's own.</summary>
    public IngestLoad(Interaction[] interactions, int customers, int streams)
    {
        Count = interactions.Length;
        Customers = customers;
        Streams = streams;
        _batches = [.. interactions.Chunk(BatchSize)];
    }

    public IngestLoad(int count, int customers, int streams)
        : this(Purchases(count, customers), customers, streams)
    {
    }

    public int Count { get; }

    public int Customers { get; }

    public int Streams { get; }

    public async Task CreateTenantAsync(string address, string tenant, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        await new TenantService.TenantServiceClient(channel).CreateTenantAsync(
            new() { TenantId = tenant, Tenant = new() { CurrencyCode = "EUR", TimeZone = "Europe/Berlin" } }, cancellationToken: cancellationToken);
    }

    /// <summary>Sends the first so many interactions over all streams; returns a token that covers the last acknowledgement of each.</summary>
    public async Task<IReadOnlyList<string>> SendAsync(string address, string tenant, int count, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var client = new InteractionService.InteractionServiceClient(channel);
        var batches = _batches.Take((count + BatchSize - 1) / BatchSize).ToArray();
        return await Task.WhenAll(Enumerable.Range(0, Streams).Select(stream =>
            SendStreamAsync(client, tenant, [.. batches.Where((_, i) => i % Streams == stream)], cancellationToken)));
    }

    /// <summary>Fails unless reads with the tokens see every interaction.</summary>
    public async Task RequireCountedAsync(string address, string tenant, int count, IReadOnlyList<string> tokens, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var client = new ScorecardService.ScorecardServiceClient(channel);
        double counted = 0;
        foreach (var token in tokens)
        {
            var reply = await client.QueryIndicatorAsync(
                new() { Parent = $"tenants/{tenant}", Indicator = "orders", Granularity = Granularity.Year, StartDate = "2024-06-01", EndDate = "2026-12-31", Token = token },
                cancellationToken: cancellationToken);
            counted = reply.Series[0].Values.Sum(value => value.Value);
        }

        if (counted != count)
            throw new InvalidOperationException($"{count} interactions were acknowledged, {counted} are counted.");
    }

    private static async Task<string> SendStreamAsync(
        InteractionService.InteractionServiceClient client, string tenant, Interaction[][] batches, CancellationToken cancellationToken)
    {
        using var call = client.RecordInteractions(cancellationToken: cancellationToken);
        using var inFlight = new SemaphoreSlim(MaxInFlight);
        var acknowledging = Task.Run(
            async () =>
            {
                var token = string.Empty;
                for (var i = 0; i < batches.Length && await call.ResponseStream.MoveNext(cancellationToken); i++)
                {
                    var reply = call.ResponseStream.Current;
                    if (reply.Error is not null || reply.AcceptedCount != batches[i].Length)
                        throw new InvalidOperationException($"Batch {reply.Sequence}: {reply}");
                    token = reply.Token;
                    inFlight.Release();
                }

                return token;
            },
            cancellationToken);
        for (var i = 0; i < batches.Length; i++)
        {
            // A failed acknowledgement frees no place any more.
            await await Task.WhenAny(inFlight.WaitAsync(cancellationToken), acknowledging);
            await call.RequestStream.WriteAsync(new() { Parent = i == 0 ? $"tenants/{tenant}" : string.Empty, Sequence = i + 1, Interactions = { batches[i] } }, cancellationToken);
        }

        await call.RequestStream.CompleteAsync();
        return await acknowledging;
    }

    private static Interaction[] Purchases(int count, int customers)
    {
        var random = new Random(1);
        var interactions = new Interaction[count];
        for (var i = 0; i < count; i++)
        {
            interactions[i] = new()
            {
                Customer = $"customer-{random.Next(customers)}",
                Source = "bench",
                Id = $"order-{i}",
                OccurTime = Timestamp.FromDateTime(Start.AddSeconds(i * (350.0 * 86_400 / count))),
                Channel = i % 3 == 0 ? "store" : "web",
                Purchase = new() { Amount = new() { CurrencyCode = "EUR", Units = random.Next(1, 500), Nanos = random.Next(100) * 10_000_000 } },
            };
        }

        return interactions;
    }
}
