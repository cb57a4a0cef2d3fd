using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Segments;
using KpiPlatform.Grains.Abstractions.Tenants;
using KpiPlatform.Grains.Customers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KpiPlatform.Grains.Segments;

/// <summary>
/// Tells who enters and leaves segments, right behind the commits of this process. One per process. Thread-safe.
/// </summary>
/// <remarks>
/// <para>A commit brings each customer's states in order, so that also a stay of one state is told. They wait in memory; where customers stand
/// is in the database, together with the events, in one transaction. What a process that died did not get to is found by comparing the
/// versions there with those of the customer index, which is itself recovered at the start; then a customer is looked at as it is, and
/// what it went through meanwhile is one difference.</para>
/// <para>Tenants without segments cost a look at an empty table per commit.</para>
/// </remarks>
public sealed partial class SegmentTracker : ICommitObserver, ISegmentProgress, IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private readonly ISegmentStore _store;
    private readonly IGrainFactory _grains;
    private readonly ITenantDefinitions _definitions;
    private readonly CustomerIndexer _indexer;
    private readonly TimeProvider _time;
    private readonly SegmentOptions _options;
    private readonly ILogger<SegmentTracker> _logger;
    private readonly ConcurrentDictionary<TenantNumber, TrackedSegments> _tracked = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _working = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private Dictionary<TenantNumber, List<SegmentSighting>> _queued = [];
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private volatile bool _tracksAny;
    private int _queuedCount;
    private int _disposed;

    /// <summary>Creates it; <see cref="StartAsync"/> begins the work.</summary>
    public SegmentTracker(
        ISegmentStore store, IGrainFactory grains, ITenantDefinitions definitions, CustomerIndexer indexer, TimeProvider time, IOptions<SegmentOptions> options, ILogger<SegmentTracker> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _store = store;
        _grains = grains;
        _definitions = definitions;
        _indexer = indexer;
        _time = time;
        _options = options.Value;
        _logger = logger;
    }

    /// <summary>Reads which tenants have segments, and goes on where the last process stopped. Once the index is recovered.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await LearnTrackedAsync(cancellationToken);
        _loop = WorkAsync(_stopping.Token);
    }

    /// <summary>Looks at a tenant's customers from now on. Before the first segment of the tenant is stored, so that no commit after that is missed.</summary>
    public async Task TrackAsync(TenantNumber number, TenantId tenant, CancellationToken cancellationToken)
    {
        if (!_tracked.ContainsKey(number))
            await _store.TrackAsync(number, cancellationToken);
        Track(number, tenant);
        Wake();
    }

    /// <inheritdoc/>
    public void OnCommitted(Commit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        if (!_tracksAny)
            return;
        var now = Now();
        foreach (var entry in commit.IndexEntries)
            Put(entry.Tenant, new(entry.Customer, entry.Facts, now) { IsGone = entry.IsFolded });
    }

    /// <inheritdoc/>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _working.WaitAsync(cancellationToken);
        try
        {
            await TellQueuedAsync(mayAsk: true, cancellationToken);
            await TellDueAsync(cancellationToken);
        }
        finally
        {
            _working.Release();
        }
    }

    /// <inheritdoc/>
    public Task NextEventsOf(TenantNumber tenant) =>
        _tracked.TryGetValue(tenant, out var tracked) ? tracked.Next : Task.Delay(Timeout.InfiniteTimeSpan, _stopping.Token);

    /// <inheritdoc/>
    public long DefinitionOf(TenantDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Fingerprint(definition);
    }

    /// <summary>Queues a customer that no commit of this process brought.</summary>
    public void Enqueue(CustomerIndexEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Put(entry.Tenant, new(entry.Customer, entry.Facts, Now()) { IsGone = entry.IsFolded });
    }

    /// <summary>Has a customer leave all its segments, because its person was erased or it is counted as another one.</summary>
    public void Leave(TenantNumber tenant, CustomerNumber customer) => Put(tenant, new(customer, null, Now()) { IsGone = true });

    /// <summary>Stops, after what is queued is told. Again: does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync();
        await _loop;
        try
        {
            // Customers cannot be asked any more; who is left is found at the next start.
            await TellQueuedAsync(mayAsk: false, CancellationToken.None);
        }
        catch (DomainException exception)
        {
            LogFailed(exception);
        }

        _stopping.Dispose();
        _working.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var wake = Volatile.Read(ref _wake).Task;
            var delay = _options.Interval;
            try
            {
                await CatchUpAsync(cancellationToken);
                await LookAtChangedAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Nothing is lost: what was queued is marked as missed, and where customers stand is in the database.
                LogFailed(exception);
                wake = Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                delay = RetryDelay;
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(wake, Task.Delay(delay, _time, waiting.Token));
            await waiting.CancelAsync();
        }
    }

    /// <summary>Tells of the states that commits brought, in their order.</summary>
    private async Task TellQueuedAsync(bool mayAsk, CancellationToken cancellationToken)
    {
        Dictionary<TenantNumber, List<SegmentSighting>> queued;
        lock (_lock)
        {
            if (_queuedCount == 0)
                return;
            (queued, _queued, _queuedCount) = (_queued, [], 0);
        }

        foreach (var (number, sightings) in queued)
        {
            var tenant = _tracked[number];
            try
            {
                await TellAsync(tenant, sightings, mayAsk, cancellationToken);
            }
            catch
            {
                foreach (var later in queued.Keys)
                    _tracked[later].HasMissed = true;
                throw;
            }
        }
    }

    private async Task TellAsync(TrackedSegments tenant, List<SegmentSighting> sightings, bool mayAsk, CancellationToken cancellationToken)
    {
        if (await LensOfAsync(tenant, cancellationToken) is not { Set.Ids.Count: > 0 } lens)
            return;
        for (var from = 0; from < sightings.Count; from += _options.Batch)
        {
            var batch = sightings.GetRange(from, Math.Min(_options.Batch, sightings.Count - from));

            // A state from before the process knew of the segments: looked at with all the others that a changed definition concerns.
            if (batch.RemoveAll(sighting => sighting is { Facts: null, IsGone: false }) > 0 && mayAsk)
                tenant.HasMissed = true;
            if (batch.Count == 0)
                continue;
            await ApplyAsync(
                tenant,
                lens,
                batch.ConvertAll(sighting => sighting.Customer),
                ledger =>
                {
                    foreach (var sighting in batch)
                    {
                        if (sighting.Facts is { } facts)
                            ledger.Look(sighting.Customer, facts, sighting.At, SegmentCause.Interaction);
                        else
                            ledger.Remove(sighting.Customer, sighting.At);
                    }
                },
                cancellationToken);
        }
    }

    /// <summary>Tells of changes that silence brought.</summary>
    private async Task TellDueAsync(CancellationToken cancellationToken)
    {
        while (_tracksAny)
        {
            var now = Now();
            var allAnswered = true;
            var due = await _store.ReadDueAsync(now, _options.Batch, cancellationToken);
            foreach (var customers in due.GroupBy(customer => customer.Tenant))
            {
                allAnswered &= _tracked.TryGetValue(customers.Key, out var tenant)
                    && await LensOfAsync(tenant, cancellationToken) is { } lens
                    && await LookAsync(tenant, lens, [.. customers], now, SegmentCause.Interaction, cancellationToken);
            }

            // Those who did not answer are still due: asked again at the next look, not at once.
            if (due.Count < _options.Batch || !allAnswered)
                return;
        }
    }

    /// <summary>Applies what is decided of customers, and says so to who waits.</summary>
    private async Task ApplyAsync(TrackedSegments tenant, SegmentLens lens, IReadOnlyCollection<CustomerNumber> customers, Action<SegmentLedger> decide, CancellationToken cancellationToken)
    {
        var events = await _store.ApplyAsync(
            tenant.Number,
            customers,
            Now(),
            standings =>
            {
                var ledger = new SegmentLedger(lens.Set, lens.Fingerprint, standings);
                decide(ledger);
                return ledger.Changes;
            },
            cancellationToken);
        if (events > 0)
            tenant.Announce();
    }

    /// <summary>The segments in force; null if the tenant is gone.</summary>
    private async Task<SegmentLens?> LensOfAsync(TrackedSegments tenant, CancellationToken cancellationToken)
    {
        var definition = await _definitions.FindAsync(tenant.Id, cancellationToken);
        if (definition is null)
            return null;
        if (!ReferenceEquals(definition, tenant.Lens?.Definition))
            tenant.Lens = new(definition, SegmentSet.Of(definition), Fingerprint(definition));
        return tenant.Lens;
    }

    private void Put(TenantNumber number, SegmentSighting sighting)
    {
        if (!_tracksAny || !_tracked.TryGetValue(number, out var tenant))
            return;
        lock (_lock)
        {
            if (_queuedCount >= _options.MaxQueued)
            {
                tenant.HasMissed = true;
                return;
            }

            if (!_queued.TryGetValue(number, out var sightings))
                _queued[number] = sightings = [];
            sightings.Add(sighting);
            _queuedCount++;
        }

        Wake();
    }

    private async Task LearnTrackedAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await _store.ListTrackedAsync(cancellationToken))
            Track(tenant.Number, tenant.Id);
    }

    private void Track(TenantNumber number, TenantId tenant)
    {
        _tracked.TryAdd(number, new(number, tenant));
        _tracksAny = true;
    }

    private void Wake() => Interlocked.Exchange(ref _wake, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private Instant Now() => Instant.FromDateTimeOffset(_time.GetUtcNow());

    /// <summary>A number of everything that decides who is in which segment, beside the customer.</summary>
    private static long Fingerprint(TenantDefinition definition)
    {
        var settings = definition.Newest.Settings;
        var json = GrainJson.Write(new
        {
            definition.Version,
            Segments = settings.Segments.OrderBy(segment => segment.Id, StringComparer.Ordinal).Select(segment => new { segment.Id, segment.Filter }),
            settings.Lifecycle,
            settings.Performance,
            settings.Rfm,
            settings.Dimensions,
            settings.LapseDays,
        });
        var hash = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json)));
        return hash == 0 ? 1 : hash;
    }

    private void LogFailed(Exception exception) => LogFailed(_logger, exception);

    [LoggerMessage(2400, LogLevel.Warning, "Entries to and exits from segments could not be told; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(2401, LogLevel.Error, "A customer could not be read to look at its segments; it stays where it was until it can be")]
    private static partial void LogCustomerFailed(ILogger logger, Exception exception);
}
