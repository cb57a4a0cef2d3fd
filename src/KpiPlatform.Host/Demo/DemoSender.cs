using Grpc.Core;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Host.Demo;

/// <summary>Sends a history through the stream of batches, and keeps count of what the acknowledgements say.</summary>
internal sealed class DemoSender(InteractionService.InteractionServiceClient client)
{
    private const int RejectedShown = 3;

    /// <summary>Interactions acknowledged as new.</summary>
    public long Accepted { get; private set; }

    /// <summary>Interactions that were there already.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Sends everything; completes once all of it is acknowledged. Whatever the connection does meanwhile, nothing counts twice.</summary>
    /// <exception cref="RpcException">The server ended the stream.</exception>
    /// <exception cref="InvalidOperationException">The server refused an interaction: the demo's own fault.</exception>
    public async Task SendAsync(IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken)
    {
        using var call = client.RecordInteractions(cancellationToken: cancellationToken);
        using var room = new SemaphoreSlim(DemoConstants.BatchesInFlight);
        var batches = interactions.Chunk(DemoConstants.BatchSize).ToList();
        var reading = ReadAsync(call.ResponseStream, room, batches, cancellationToken);
        for (var index = 0; index < batches.Count && !reading.IsCompleted; index++)
        {
            await room.WaitAsync(cancellationToken);
            var request = new RecordInteractionsRequest { Parent = DemoConstants.TenantName, Sequence = index + 1 };
            request.Interactions.AddRange(batches[index]);
            await call.RequestStream.WriteAsync(request, cancellationToken);
        }

        await call.RequestStream.CompleteAsync();
        await reading;
    }

    private async Task ReadAsync(
        IAsyncStreamReader<RecordInteractionsResponse> responses, SemaphoreSlim room, List<Interaction[]> batches, CancellationToken cancellationToken)
    {
        while (await responses.MoveNext(cancellationToken))
        {
            var response = responses.Current;
            if (response.Error is { } error)
                throw new InvalidOperationException($"Batch {response.Sequence} of the demo was not taken: {error.Reason}: {error.Message}");
            if (response.Rejected.Count > 0)
            {
                var shown = response.Rejected.Take(RejectedShown)
                    .Select(rejected => $"{batches[(int)response.Sequence - 1][rejected.Index].KindCase}: {rejected.Field}: {rejected.Message}");
                throw new InvalidOperationException($"{response.Rejected.Count} interactions of the demo were refused, among them {string.Join("; ", shown)}");
            }

            Accepted += response.AcceptedCount;
            Duplicates += response.DuplicateCount;
            room.Release();
        }
    }
}
