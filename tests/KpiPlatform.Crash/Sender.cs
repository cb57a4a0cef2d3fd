using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Crash;

/// <summary>
/// Sends entries of the ledger over one stream until all are answered or the stream breaks, some of them again although they were
/// answered, and holds every answer against the ledger. One at a time.
/// </summary>
internal sealed class Sender
{
    private const int BatchMax = 40;
    private const int InFlightMax = 4;
    private readonly Random _random;
    private readonly double _duplicateShare;
    private readonly List<LedgerEntry> _answered = [];
    private readonly Queue<LedgerEntry> _open = new();
    private bool _metDamage;

    /// <summary>Creates it.</summary>
    /// <param name="seed">Chooses batches and what is sent twice.</param>
    /// <param name="duplicateShare">Share of a batch that is sent though it was answered, 0 to 0.5.</param>
    public Sender(int seed, double duplicateShare)
    {
        _random = new Random(seed);
        _duplicateShare = duplicateShare;
    }

    /// <summary>Entries not answered yet.</summary>
    public int Open => _open.Count;

    /// <summary>Interactions that answers called newly recorded.</summary>
    public long Accepted { get; private set; }

    /// <summary>Interactions that answers named, duplicates and refused ones included.</summary>
    public long Answers { get; private set; }

    /// <summary>Purchases of the latest token, at least, that a read with it must see.</summary>
    public (string Token, int Purchases) Acknowledged { get; private set; } = (string.Empty, 0);

    /// <summary>Whether what concerns a damaged row may be refused; it stays open then.</summary>
    public bool ExpectsDamage { get; set; }

    /// <summary>Gives it more to send.</summary>
    public void Add(IEnumerable<LedgerEntry> entries)
    {
        foreach (var entry in entries)
            _open.Enqueue(entry);
    }

    /// <summary>Nothing is known to be recorded any more: everything is to be sent again, and may be new again.</summary>
    public void ForgetAnswers()
    {
        foreach (var entry in _answered)
        {
            entry.IsAnswered = false;
            _open.Enqueue(entry);
        }

        _answered.Clear();
        Acknowledged = (string.Empty, 0);
    }

    /// <summary>Sends what is open. Returns once all is answered, or the server is gone, or says that a row is damaged; what is not answered stays open.</summary>
    /// <exception cref="RigException">An answer contradicts the ledger.</exception>
    public async Task SendAsync(Uri address, string tenant, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var client = new InteractionService.InteractionServiceClient(channel);
        var inFlight = new Queue<(long Sequence, List<LedgerEntry> Entries)>();
        _metDamage = false;
        try
        {
            using var call = client.RecordInteractions(RigCalls.Headers, cancellationToken: cancellationToken);
            long sequence = 0;
            while (!_metDamage && (_open.Count > 0 || inFlight.Count > 0))
            {
                while (_open.Count > 0 && inFlight.Count < InFlightMax)
                {
                    var batch = NextBatch();
                    inFlight.Enqueue((++sequence, batch));
                    await call.RequestStream.WriteAsync(
                        new()
                        {
                            Parent = $"tenants/{tenant}",
                            Sequence = sequence,
                            Interactions = { batch.Select(entry => entry.Interaction) },
                            Token = sequence == 1 ? Acknowledged.Token : string.Empty,
                        },
                        cancellationToken);
                }

                if (!await call.ResponseStream.MoveNext(cancellationToken))
                    throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "The stream ended."));
                var (expected, entries) = inFlight.Peek();
                Take(call.ResponseStream.Current, expected, entries);
                inFlight.Dequeue();
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled } or InvalidOperationException or IOException)
        {
            // The server is gone, or going. Whether it recorded these is not known: they are sent again.
        }
        finally
        {
            foreach (var (_, entries) in inFlight)
                Reopen(entries);
        }
    }

    private List<LedgerEntry> NextBatch()
    {
        var size = _random.Next(1, BatchMax + 1);
        var batch = new List<LedgerEntry>(size);
        while (batch.Count < size && _open.Count > 0)
        {
            if (_answered.Count > 0 && _random.NextDouble() < _duplicateShare)
                batch.Add(_answered[_random.Next(_answered.Count)]);
            else
                batch.Add(_open.Dequeue());
        }

        return batch;
    }

    private void Take(RecordInteractionsResponse reply, long expected, List<LedgerEntry> entries)
    {
        if (reply.Sequence != expected)
            throw new RigException($"Batch {expected} was answered as {reply.Sequence}.");
        if (reply.Error is { } error)
        {
            _metDamage = ExpectsDamage && error.Code == (int)StatusCode.DataLoss;
            if (!error.Retryable && !_metDamage)
                throw new RigException($"A batch was refused for good: {error}");
            Reopen(entries);
            return;
        }

        var refused = reply.Rejected.ToDictionary(rejected => rejected.Index);
        for (var i = 0; i < entries.Count; i++)
        {
            var reason = refused.TryGetValue(i, out var rejected) ? rejected.Reason : null;
            if (reason != entries[i].Refusal)
                throw new RigException($"Expected {entries[i].Refusal ?? "no refusal"}, got {reason ?? "none"} ({rejected?.Message}) for {entries[i].Interaction}");
        }

        var fresh = entries.Where(entry => entry is { IsAnswered: false, Refusal: null }).Distinct().Count();
        if (reply.AcceptedCount > fresh)
            throw new RigException($"{reply.AcceptedCount} interactions of a batch are called new, of which at most {fresh} can be: one was counted twice.");
        if (reply.AcceptedCount + reply.DuplicateCount + refused.Count != entries.Count)
            throw new RigException($"The answer to {entries.Count} interactions adds up to {reply.AcceptedCount} + {reply.DuplicateCount} + {refused.Count}.");
        Accepted += reply.AcceptedCount;
        Answers += entries.Count;
        var purchases = Acknowledged.Purchases;
        foreach (var entry in entries.Where(entry => !entry.IsAnswered))
        {
            if (entry.IsAnswered)
                continue;
            entry.IsAnswered = true;
            _answered.Add(entry);
            purchases += entry is { Refusal: null, Interaction: { KindCase: Interaction.KindOneofCase.Purchase, Revision: 0 } } ? 1 : 0;
        }

        Acknowledged = (reply.Token.Length > 0 ? reply.Token : Acknowledged.Token, purchases);
    }

    private void Reopen(List<LedgerEntry> entries)
    {
        foreach (var entry in entries.Where(entry => !entry.IsAnswered).Distinct())
            _open.Enqueue(entry);
    }
}
