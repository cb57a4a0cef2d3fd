using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Benchmarks.Suite.Measuring;

/// <summary>Sends prepared batches over the real stream as fast as they are acknowledged. One for each server.</summary>
internal sealed class BatchSender : IDisposable
{
    private const int InFlightOfStream = 8;
    private const int StreamsOfConnection = 100;
    private const int Unlimited = 1_000_000;
    private readonly List<GrpcChannel> _channels = [];
    private readonly string _address;

    public BatchSender(string address) => _address = address;

    public InteractionService.InteractionServiceClient Client => new(Channel(0));

    /// <summary>Creates a tenant whose quota is no limit to what is measured.</summary>
    public async Task CreateTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        var tenants = new TenantService.TenantServiceClient(Channel(0));
        await tenants.CreateTenantAsync(
            new() { TenantId = tenant, Tenant = new() { CurrencyCode = "EUR", TimeZone = "Europe/Berlin" } }, cancellationToken: cancellationToken);
        await tenants.UpdateTenantQuotaAsync(
            new() { Quota = new() { Name = $"tenants/{tenant}", InteractionsPerSecond = Unlimited, InteractionsBurst = Unlimited }, UpdateMask = FieldMask.FromString("interactions_per_second,interactions_burst") },
            cancellationToken: cancellationToken);
    }

    /// <summary>Sends batches to one tenant over so many streams; answers a token of each stream.</summary>
    public Task<IReadOnlyList<string>> SendAsync(string tenant, Interaction[][] batches, int streams, CancellationToken cancellationToken, bool areDuplicates = false) =>
        SendAsync(Split(tenant, batches, streams), int.MaxValue, areDuplicates, double.PositiveInfinity, cancellationToken);

    /// <summary>Sends batches to one tenant over so many streams, so many batches per second in all, if the server takes them as fast.</summary>
    public Task<IReadOnlyList<string>> SendPacedAsync(string tenant, Interaction[][] batches, int streams, double batchesPerSecond, CancellationToken cancellationToken) =>
        SendAsync(Split(tenant, batches, streams), int.MaxValue, areDuplicates: false, batchesPerSecond / streams, cancellationToken);

    /// <summary>Sends to several tenants, a stream each, with so many batches under way in all.</summary>
    public Task<IReadOnlyList<string>> SendAsync(IReadOnlyList<(string Tenant, Interaction[][] Batches)> streams, int inFlight, CancellationToken cancellationToken) =>
        SendAsync(streams, inFlight, areDuplicates: false, double.PositiveInfinity, cancellationToken);

    /// <summary>Fails unless reads with the tokens see so many purchases.</summary>
    public async Task RequireCountedAsync(string tenant, long count, IReadOnlyList<string> tokens, CancellationToken cancellationToken)
    {
        double counted = -1;
        foreach (var token in tokens.DefaultIfEmpty(string.Empty))
            counted = await OrdersAsync(tenant, token, cancellationToken);
        if (counted != count)
            throw new InvalidOperationException($"{count} interactions of {tenant} were acknowledged, {counted} are counted.");
    }

    /// <summary>Orders of a tenant, as its measures have them.</summary>
    public async Task<double> OrdersAsync(string tenant, string token, CancellationToken cancellationToken)
    {
        var reply = await new ScorecardService.ScorecardServiceClient(Channel(0)).QueryIndicatorAsync(
            new() { Parent = $"tenants/{tenant}", Indicator = "orders", Granularity = Granularity.Year, StartDate = "2024-06-01", EndDate = "2026-12-31", Token = token },
            cancellationToken: cancellationToken);
        return reply.Series[0].Values.Sum(value => value.Value);
    }

    public void Dispose()
    {
        foreach (var channel in _channels)
            channel.Dispose();
    }

    private static (string Tenant, Interaction[][] Batches)[] Split(string tenant, Interaction[][] batches, int streams) =>
        [.. Enumerable.Range(0, streams).Select(stream => (tenant, batches.Where((_, i) => i % streams == stream).ToArray()))];

    private async Task<IReadOnlyList<string>> SendAsync(
        IReadOnlyList<(string Tenant, Interaction[][] Batches)> streams, int inFlight, bool areDuplicates, double batchesPerSecond, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(inFlight);
        for (var i = 0; i < streams.Count; i += StreamsOfConnection)
            Channel(i / StreamsOfConnection);
        return await Task.WhenAll(streams.Select((stream, i) =>
            Task.Run(() => SendStreamAsync(_channels[i / StreamsOfConnection], stream.Tenant, stream.Batches, places, areDuplicates, batchesPerSecond, cancellationToken), cancellationToken)));
    }

    private static async Task<string> SendStreamAsync(
        GrpcChannel channel, string tenant, Interaction[][] batches, SemaphoreSlim places, bool areDuplicates, double batchesPerSecond, CancellationToken cancellationToken)
    {
        using var call = new InteractionService.InteractionServiceClient(channel).RecordInteractions(cancellationToken: cancellationToken);
        using var ofStream = new SemaphoreSlim(InFlightOfStream);
        var token = string.Empty;
        var acknowledging = Task.Run(
            async () =>
            {
                for (var i = 0; i < batches.Length && await call.ResponseStream.MoveNext(cancellationToken); i++)
                {
                    var reply = call.ResponseStream.Current;
                    if (reply.Error is not null || (areDuplicates ? reply.DuplicateCount : reply.AcceptedCount) != batches[i].Length)
                        throw new InvalidOperationException($"Batch {reply.Sequence} of {tenant}: {reply}");
                    token = reply.Token;
                    ofStream.Release();
                    places.Release();
                }
            },
            cancellationToken);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < batches.Length; i++)
        {
            var due = TimeSpan.FromSeconds(i / batchesPerSecond) - watch.Elapsed;
            if (due > TimeSpan.Zero)
                await Task.Delay(due, cancellationToken);

            // A failed acknowledgement frees no place any more.
            await await Task.WhenAny(WaitAsync(), acknowledging);
            await call.RequestStream.WriteAsync(
                new() { Parent = i == 0 ? $"tenants/{tenant}" : string.Empty, Sequence = i + 1, Interactions = { batches[i] } }, cancellationToken);
        }

        await call.RequestStream.CompleteAsync();
        await acknowledging;
        return token;

        async Task WaitAsync()
        {
            await ofStream.WaitAsync(cancellationToken);
            await places.WaitAsync(cancellationToken);
        }
    }

    private GrpcChannel Channel(int number)
    {
        while (_channels.Count <= number)
            _channels.Add(GrpcChannel.ForAddress(_address, new() { HttpHandler = new SocketsHttpHandler(), DisposeHttpClient = true }));
        return _channels[number];
    }
}
