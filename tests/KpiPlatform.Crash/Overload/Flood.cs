using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Crash.Overload;

/// <summary>Purchases of a tenant of its own in large batches, as many as the server takes or more, and a ledger of the batches that were acknowledged.</summary>
/// <remarks>
/// Always over the same streams, and a customer's purchases over one of them, as senders do who keep the order of what each customer does. Else the more
/// is under way the later comes what each brings, and what is compared would be the work that lateness makes: folding anew what comes after.
/// </remarks>
internal sealed class Flood
{
    private const int BatchSize = 250;
    private const int Streams = 32;
    private const int CustomersOfStream = 500;
    private const int InFlightAtPeak = 1;
    private const int InFlightInFlood = 8;
    private const int PageSize = 1_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private readonly string _tenant;
    private readonly DateTimeOffset _first = TimeProvider.System.GetUtcNow().AddDays(-100);
    private readonly ConcurrentDictionary<int, bool> _isAcknowledgedByBatch = new();
    private int _batches;
    private long _acknowledged;

    /// <summary>Creates it.</summary>
    /// <param name="tenant">The tenant, which it makes.</param>
    public Flood(string tenant) => _tenant = tenant;

    /// <summary>The year in which its purchases occur.</summary>
    public string Year => _first.Year.ToString(CultureInfo.InvariantCulture);

    /// <summary>Interactions acknowledged so far.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Makes the tenant.</summary>
    public async Task CreateTenantAsync(Uri address, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        await new TenantService.TenantServiceClient(channel).CreateTenantAsync(
            new() { TenantId = _tenant, Tenant = new() { CurrencyCode = "EUR", TimeZone = "Europe/Berlin" } }, RigCalls.Headers, cancellationToken: cancellationToken);
    }

    /// <summary>As much as the server acknowledges: each stream sends on as soon as it has an answer.</summary>
    /// <param name="address">The server.</param>
    /// <param name="length">For how long; ends sooner if the server does.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Interactions acknowledged per second in that time.</returns>
    public async Task<double> PeakAsync(Uri address, TimeSpan length, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        return (await RunAsync(address, InFlightAtPeak, length, _ => watch.Elapsed < length ? ValueTask.FromResult(true) : ValueTask.FromResult(false), cancellationToken)).PerSecond;
    }

    /// <summary>So much, whatever the server takes: what no stream takes when it is due is not sent, as a sender would that must not wait.</summary>
    /// <returns>What was offered and what was acknowledged, in interactions per second of that time.</returns>
    public async Task<(double Offered, double Acknowledged)> OfferAsync(Uri address, double perSecond, TimeSpan length, CancellationToken cancellationToken)
    {
        var offers = Channel.CreateBounded<bool>(new BoundedChannelOptions(Streams * InFlightInFlood) { FullMode = BoundedChannelFullMode.DropWrite });
        var offered = 0L;
        var offering = Task.Run(
            async () =>
            {
                var watch = Stopwatch.StartNew();
                while (watch.Elapsed < length)
                {
                    for (; offered < perSecond * watch.Elapsed.TotalSeconds; offered += BatchSize)
                        offers.Writer.TryWrite(true);
                    await Task.Delay(Tick, cancellationToken);
                }

                offers.Writer.Complete();
            },
            cancellationToken);
        var (rate, _) = await RunAsync(address, InFlightInFlood, length, cancellation => offers.Reader.WaitToReadAsync(cancellation).AndTake(offers.Reader), cancellationToken);
        await offering;
        return (offered / length.TotalSeconds, rate);
    }

    /// <summary>Every acknowledged batch is in the journal, whole and once; nothing is that was not sent; the measures count what the journal has.</summary>
    /// <exception cref="RigException">Something is lost, or there twice.</exception>
    public async Task<int> AuditAsync(Uri address, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var client = new InteractionService.InteractionServiceClient(channel);
        var rowsByBatch = new Dictionary<int, int>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var request = new ListInteractionsRequest { Parent = $"tenants/{_tenant}", PageSize = PageSize };
        do
        {
            var page = await client.ListInteractionsAsync(request, RigCalls.Headers, cancellationToken: cancellationToken);
            foreach (var interaction in page.Interactions.Select(recorded => recorded.Interaction))
            {
                if (!ids.Add(interaction.Id))
                    throw new RigException($"Interaction {interaction.Id} is in the journal twice.");
                var batch = int.Parse(interaction.Id, CultureInfo.InvariantCulture) / BatchSize;
                if (!_isAcknowledgedByBatch.ContainsKey(batch))
                    throw new RigException($"Interaction {interaction.Id} is in the journal and was never sent.");
                rowsByBatch[batch] = rowsByBatch.GetValueOrDefault(batch) + 1;
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        foreach (var (batch, isAcknowledged) in _isAcknowledgedByBatch)
        {
            var rows = rowsByBatch.GetValueOrDefault(batch);
            if (isAcknowledged && rows != BatchSize)
                throw new RigException($"Batch {batch} was acknowledged; {rows} of its {BatchSize} interactions are in the journal.");
        }

        var counted = await RigCalls.TotalAsync(channel, _tenant, "orders", string.Empty, cancellationToken);
        if (counted != ids.Count)
            throw new RigException($"{ids.Count} purchases are in the journal, the measures count {counted}.");
        return ids.Count;
    }

    private async Task<(double PerSecond, bool IsWhole)> RunAsync(Uri address, int inFlight, TimeSpan length, Func<CancellationToken, ValueTask<bool>> next, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var before = Acknowledged;
        var sending = Task.WhenAll(Enumerable.Range(0, Streams).Select(stream => Task.Run(() => SendStreamAsync(channel, stream, inFlight, next, cancellationToken), cancellationToken)));
        await Task.WhenAny(Task.Delay(length, cancellationToken), sending);
        var acknowledged = Acknowledged - before;

        // What is still on its way counts for the ledger, not for the rate.
        var isWhole = Array.TrueForAll(await sending, whole => whole);
        return (acknowledged / length.TotalSeconds, isWhole);
    }

    /// <summary>Sends as long as there is a next batch; false if the server went away meanwhile.</summary>
    private async Task<bool> SendStreamAsync(GrpcChannel channel, int stream, int mostInFlight, Func<CancellationToken, ValueTask<bool>> next, CancellationToken cancellationToken)
    {
        using var call = new InteractionService.InteractionServiceClient(channel).RecordInteractions(RigCalls.Headers, cancellationToken: cancellationToken);
        using var places = new SemaphoreSlim(mostInFlight);
        var inFlight = new ConcurrentQueue<int>();
        var answering = AnswerAsync(call.ResponseStream, inFlight, places, cancellationToken);
        try
        {
            for (var sequence = 1; await next(cancellationToken); sequence++)
            {
                await await Task.WhenAny(places.WaitAsync(cancellationToken), answering);
                if (answering.IsCompleted)
                    return await answering;
                var batch = Interlocked.Increment(ref _batches) - 1;
                _isAcknowledgedByBatch[batch] = false;
                inFlight.Enqueue(batch);
                await call.RequestStream.WriteAsync(
                    new() { Parent = sequence == 1 ? $"tenants/{_tenant}" : string.Empty, Sequence = sequence, Interactions = { Make(batch, stream) } }, cancellationToken);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (IsGone(exception))
        {
            // The server is gone, or going. What it acknowledged until then it must have.
        }

        return await answering;
    }

    private async Task<bool> AnswerAsync(
        IAsyncStreamReader<RecordInteractionsResponse> answers, ConcurrentQueue<int> inFlight, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            while (await answers.MoveNext(cancellationToken))
            {
                inFlight.TryDequeue(out var batch);
                var answer = answers.Current;
                if (answer.Error is { Retryable: false } error)
                    throw new RigException($"A batch was refused for good: {error}");
                if (answer.Error is null)
                {
                    if (answer.AcceptedCount != BatchSize)
                        throw new RigException($"Of {BatchSize} new interactions {answer.AcceptedCount} were accepted: {answer}");
                    _isAcknowledgedByBatch[batch] = true;
                    Interlocked.Add(ref _acknowledged, BatchSize);
                }

                places.Release();
            }

            return true;
        }
        catch (Exception exception) when (IsGone(exception))
        {
            return false;
        }
    }

    private static bool IsGone(Exception exception) =>
        exception is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled } or InvalidOperationException or IOException;

    private IEnumerable<Interaction> Make(int batch, int stream) => Enumerable.Range(batch * BatchSize, BatchSize).Select(number => new Interaction
    {
        Customer = $"customer-{stream}-{(uint)number * 2654435761 % CustomersOfStream}",
        Source = "flood",
        Id = number.ToString(CultureInfo.InvariantCulture),
        OccurTime = Timestamp.FromDateTimeOffset(_first.AddMilliseconds(number)),
        Channel = "web",
        Purchase = new() { Amount = new() { CurrencyCode = "EUR", Units = 1 + (number % 100) } },
    });
}
