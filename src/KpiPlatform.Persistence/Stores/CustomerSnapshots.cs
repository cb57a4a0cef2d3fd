using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Persistence.Stores;

/// <summary>
/// Writes snapshots behind the callers' backs, many at once. What does not fit the queue is dropped: a missing snapshot costs
/// reading more rows, nothing else. Thread-safe.
/// </summary>
internal sealed partial class CustomerSnapshots : ICustomerSnapshots, IAsyncDisposable
{
    private const int MaxQueuedSnapshots = 20_000;
    private const long MaxQueuedBytes = 64L << 20;
    private const int MaxSnapshotsPerBatch = 500;
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly SqlDatabase _database;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly Lock _gate = new();
    private Dictionary<(int Tenant, long Customer), CustomerSnapshot> _queued = [];
    private long _queuedBytes;

    /// <summary>Creates one that writes every second from now on.</summary>
    public CustomerSnapshots(SqlDatabase database, TimeProvider timeProvider, ILogger logger)
    {
        _database = database;
        _logger = logger;
        _timer = timeProvider.CreateTimer(_ => _ = FlushQuietlyAsync(), null, FlushInterval, FlushInterval);
    }

    /// <inheritdoc/>
    public void Save(CustomerSnapshot snapshot)
    {
        lock (_gate)
        {
            var key = (snapshot.Tenant.Value, snapshot.Customer.Value);
            if (_queued.TryGetValue(key, out var queued))
            {
                if (queued.Version >= snapshot.Version)
                    return;
                _queuedBytes -= queued.State.Length;
            }
            else if (_queued.Count >= MaxQueuedSnapshots || _queuedBytes + snapshot.State.Length > MaxQueuedBytes)
            {
                return;
            }

            _queued[key] = snapshot;
            _queuedBytes += snapshot.State.Length;
        }
    }

    /// <inheritdoc/>
    public async Task ForgetAsync(TenantNumber tenant, CustomerNumber customer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_queued.Remove((tenant.Value, customer.Value), out var queued))
                _queuedBytes -= queued.State.Length;
        }

        await _flushing.WaitAsync(cancellationToken);
        _flushing.Release();
    }

    /// <inheritdoc/>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            Dictionary<(int Tenant, long Customer), CustomerSnapshot> queued;
            lock (_gate)
            {
                queued = _queued;
                _queued = [];
                _queuedBytes = 0;
            }

            // Sorted, so that two hosts that write the same customers don't wait for each other in a circle.
            var sorted = queued.OrderBy(entry => entry.Key).Select(entry => entry.Value).ToArray();
            foreach (var batch in sorted.Chunk(MaxSnapshotsPerBatch))
            {
                await WriteAsync(batch, cancellationToken);
                IngestStages.Pass(IngestStage.SnapshotWritten);
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await FlushQuietlyAsync();
    }

    private Task<int> WriteAsync(CustomerSnapshot[] batch, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            (transaction, token) => _database.ExecuteForRowsAsync(
                transaction,
                rows =>
                    $"""
                    with written(tenant, customer, version, state, generation, definition, checksum) as ({rows})
                    insert into customer_snapshot (tenant, customer, version, state, generation, definition, checksum)
                    select * from written w
                    where exists (select 1 from customer c where c.tenant = w.tenant and c.customer = w.customer and c.external_id is not null)
                    on conflict (tenant, customer) do update set version = excluded.version, state = excluded.state, generation = excluded.generation, definition = excluded.definition,
                        checksum = excluded.checksum
                    where excluded.version > customer_snapshot.version
                    """,
                [
                    BulkColumn.Of(ColumnType.Int, batch, snapshot => snapshot.Tenant.Value),
                    BulkColumn.Of(ColumnType.Long, batch, snapshot => snapshot.Customer.Value),
                    BulkColumn.Of(ColumnType.Long, batch, snapshot => snapshot.Version),
                    BulkColumn.Of(ColumnType.Bytes, batch, snapshot => MemoryBytes.Of(snapshot.State)),
                    BulkColumn.Of(ColumnType.Int, batch, snapshot => snapshot.Generation),
                    BulkColumn.Of(ColumnType.Int, batch, snapshot => snapshot.Definition),
                    BulkColumn.Of(ColumnType.Int, batch, RowChecksum.OfSnapshot),
                ],
                token),
            cancellationToken);

    private async Task FlushQuietlyAsync()
    {
        lock (_gate)
        {
            if (_queued.Count == 0)
                return;
        }

        try
        {
            await FlushAsync(CancellationToken.None);
        }
        catch (DomainException exception)
        {
            LogLost(_logger, exception);
        }
    }

    [LoggerMessage(EventId = 2020, Level = LogLevel.Information, Message = "Snapshots were not written; customers will be read from more rows.")]
    private static partial void LogLost(ILogger logger, Exception exception);
}
