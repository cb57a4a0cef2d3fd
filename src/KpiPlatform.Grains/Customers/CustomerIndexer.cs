using System.Runtime.InteropServices;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KpiPlatform.Grains.Customers;

/// <summary>
/// Carries what commits say of customers into the customer index, in batches, at most a second behind. One per process.
/// Thread-safe. What a dead process did not get to is found by <see cref="RecoverAsync"/>.
/// </summary>
public sealed partial class CustomerIndexer : ICommitObserver, ICustomerIndexProgress, IAsyncDisposable
{
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private readonly ICustomerIndex _index;
    private readonly IJournalReader _reader;
    private readonly TimeProvider _time;
    private readonly CustomerOptions _options;
    private readonly ILogger<CustomerIndexer> _logger;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _flushing = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private Dictionary<(TenantNumber Tenant, CustomerNumber Customer), CustomerIndexEntry> _pending = [];
    private PositionVector _pendingTo = PositionVector.Empty;
    private PositionVector _indexed = PositionVector.Empty;
    private Task _loop = Task.CompletedTask;
    private (IGrainFactory Grains, ITenantRegistry Tenants)? _recovering;
    private int _disposed;

    /// <summary>Creates it; <see cref="Start"/> begins the work.</summary>
    public CustomerIndexer(ICustomerIndex index, IJournalReader reader, TimeProvider time, IOptions<CustomerOptions> options, ILogger<CustomerIndexer> logger)
    {
        _index = index;
        _reader = reader;
        _time = time;
        _options = options.Value;
        _logger = logger;
    }

    /// <summary>Begins to flush at intervals.</summary>
    public void Start() => _loop = FlushAtIntervalsAsync(_stopping.Token);

    /// <inheritdoc/>
    public void OnCommitted(Commit commit)
    {
        lock (_lock)
        {
            foreach (var entry in commit.IndexEntries)
                Put_NeedsLock(entry);

            // Of each writer: after a lost connection there is another, and what the last one committed counts as well.
            _pendingTo = _pendingTo.With(commit.Position);
        }
    }

    /// <summary>Queues an entry that no commit of this process brought.</summary>
    public void Enqueue(CustomerIndexEntry entry)
    {
        lock (_lock)
            Put_NeedsLock(entry);
    }

    /// <inheritdoc/>
    public async Task WaitAsync(PositionVector positions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(positions);
        var deadline = _time.GetTimestamp();
        while (!_indexed.Covers(positions))
        {
            await FlushAsync(cancellationToken);
            if (_indexed.Covers(positions))
                return;
            await ReadIndexedAsync(cancellationToken);
            if (_indexed.Covers(positions))
                return;
            if (_time.GetElapsedTime(deadline) > WaitLimit)
                throw new TimeoutException($"The customer index did not reach {positions} within {WaitLimit.TotalSeconds} s; it stands at {_indexed}.");
            await Task.Delay(_options.IndexInterval, _time, cancellationToken);
        }
    }

    /// <summary>Writes everything queued now to the index.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            Dictionary<(TenantNumber, CustomerNumber), CustomerIndexEntry> entries;
            PositionVector to;
            lock (_lock)
            {
                if (_pending.Count == 0 && _pendingTo.IsEmpty)
                    return;
                (entries, _pending, to, _pendingTo) = (_pending, [], _pendingTo, PositionVector.Empty);
            }

            try
            {
                await WriteAsync([.. entries.Values], to, cancellationToken);
            }
            catch
            {
                Restore(entries, to);
                throw;
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Brings the index up to date with what closed writers committed and nobody indexed, by asking the customers concerned.</summary>
    public async Task RecoverAsync(IGrainFactory grains, ITenantRegistry tenants, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(tenants);
        const int Batch = 1_000;
        _recovering = (grains, tenants);
        var behind = (await _reader.ReadWritersAsync(0, cancellationToken)).Where(writer => writer.Closed && writer.IndexedSeq < writer.LastSeq).ToList();
        if (behind.Count == 0)
            return;
        var idByNumber = await ReadTenantsAsync(tenants, cancellationToken);
        foreach (var writer in behind)
        {
            var customers = await _index.ReadUnindexedAsync(writer.Writer, writer.IndexedSeq, int.MaxValue, cancellationToken);
            LogRecovering(writer.Writer, customers.Count);
            var isAsked = true;
            foreach (var batch in customers.Where(customer => idByNumber.ContainsKey(customer.Tenant)).Chunk(Batch))
            {
                var asked = await Task.WhenAll(batch.Select(customer => ReindexAsync(grains, idByNumber[customer.Tenant], customer.Customer, cancellationToken)));
                isAsked &= Array.TrueForAll(asked, one => one);
                await FlushAsync(cancellationToken);
            }

            // Whoever could not be asked is found again, at the next recovery.
            if (isAsked)
                await _index.MarkIndexedAsync(new(writer.Writer, writer.LastSeq), cancellationToken);
        }
    }

    /// <summary>Asks a customer. False if it cannot be asked for now, though it may be later.</summary>
    private async Task<bool> ReindexAsync(IGrainFactory grains, TenantId tenant, CustomerId customer, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, customer)).Reindex(cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested
            && exception is DomainException { Kind: ErrorKind.Unavailable or ErrorKind.ResourceExhausted } or TimeoutException or OrleansException or OperationCanceledException)
        {
            // Its host has gone, is leaving or has too much to do: all of that passes.
            LogNotAsked(_logger, exception);
            return false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // One customer whose rows can't be read must not keep the server from serving all others.
            LogReindexFailed(_logger, exception);
            return true;
        }
    }

    /// <summary>Stops, after a last flush. Again: does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync();
        await _loop;
        try
        {
            await FlushAsync(CancellationToken.None);
        }
        catch (DomainException exception)
        {
            LogFlushFailed(exception);
        }

        _stopping.Dispose();
        _flushing.Dispose();
    }

    private static async Task<Dictionary<TenantNumber, TenantId>> ReadTenantsAsync(ITenantRegistry tenants, CancellationToken cancellationToken)
    {
        const int Page = 1_000;
        var idByNumber = new Dictionary<TenantNumber, TenantId>();
        string? after = null;
        while (true)
        {
            var page = await tenants.ListAsync(after, Page, cancellationToken);
            foreach (var tenant in page)
                idByNumber[tenant.Number] = tenant.Id;
            if (page.Count < Page)
                return idByNumber;
            after = page[^1].Id.Value;
        }
    }

    private async Task FlushAtIntervalsAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_options.IndexInterval, _time, cancellationToken);
                await FlushAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (DomainException exception)
            {
                // The entries went back to the queue; the database is away for now.
                LogFlushFailed(exception);
                await Task.Delay(RetryDelay, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private async Task WriteAsync(CustomerIndexEntry[] entries, PositionVector to, CancellationToken cancellationToken)
    {
        var marks = to.SeqByWriter.Select(entry => new JournalPosition(entry.Key, entry.Value)).ToArray();
        for (var from = 0; from < entries.Length || from == 0; from += _options.IndexBatch)
        {
            var last = from + _options.IndexBatch >= entries.Length;
            var batch = new ArraySegment<CustomerIndexEntry>(entries, from, Math.Min(_options.IndexBatch, entries.Length - from));

            // Complete up to "to" only once the last batch is in.
            await _index.UpsertAsync(batch, last && marks.Length > 0 ? marks[^1] : default, cancellationToken);
        }

        foreach (var mark in marks.AsSpan(0, Math.Max(0, marks.Length - 1)).ToArray())
            await _index.MarkIndexedAsync(mark, cancellationToken);
        foreach (var mark in marks)
            Indexed(mark);
    }

    private void Restore(Dictionary<(TenantNumber, CustomerNumber), CustomerIndexEntry> entries, PositionVector to)
    {
        lock (_lock)
        {
            foreach (var entry in entries.Values)
                Put_NeedsLock(entry);
            _pendingTo = _pendingTo.Merge(to);
        }
    }

    /// <summary>What the database knows to be indexed; closed writers that are behind, and so will not catch up by themselves, are seen to.</summary>
    private async Task ReadIndexedAsync(CancellationToken cancellationToken)
    {
        var writers = await _reader.ReadWritersAsync(0, cancellationToken);
        if (_recovering is { } recovering && writers.Any(writer => writer.Closed && writer.IndexedSeq < writer.LastSeq))
        {
            await RecoverAsync(recovering.Grains, recovering.Tenants, cancellationToken);
            writers = await _reader.ReadWritersAsync(0, cancellationToken);
        }

        // Tokens of measures name old writers as one: all below a low water, closed and entirely seen.
        var lowWater = 0L;
        foreach (var writer in writers.OrderBy(writer => writer.Writer))
        {
            if (!writer.Closed || writer.IndexedSeq < writer.LastSeq)
                break;
            lowWater = writer.Writer + 1;
        }

        lock (_lock)
            _indexed = _indexed.WithLowWater(lowWater);
        foreach (var writer in writers.Where(writer => writer.IndexedSeq > 0))
            Indexed(new(writer.Writer, writer.IndexedSeq));
    }

    private void Indexed(JournalPosition position)
    {
        lock (_lock)
            _indexed = _indexed.With(position);
    }

    private void Put_NeedsLock(CustomerIndexEntry entry)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_pending, (entry.Tenant, entry.Customer), out var exists);
        if (!exists || entry.Version >= known!.Version)
            known = entry;
    }

    private void LogRecovering(long writer, int customers) => LogRecovering(_logger, writer, customers);

    private void LogFlushFailed(Exception exception) => LogFlushFailed(_logger, exception);

    [LoggerMessage(2010, LogLevel.Information, "Writer {Writer} left {Customers} customers that the index does not know as they are; asking them")]
    private static partial void LogRecovering(ILogger logger, long writer, int customers);

    [LoggerMessage(2011, LogLevel.Warning, "The customer index could not be written; trying again")]
    private static partial void LogFlushFailed(ILogger logger, Exception exception);

    [LoggerMessage(2013, LogLevel.Warning, "A customer could not be asked to be indexed anew; trying again")]
    private static partial void LogNotAsked(ILogger logger, Exception exception);

    [LoggerMessage(2012, LogLevel.Error, "A customer could not be read to be indexed anew; lists show it as it was")]
    private static partial void LogReindexFailed(ILogger logger, Exception exception);
}
