using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Persistence.Databases;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KpiPlatform.Persistence.Writing;

/// <summary>
/// Group commit. One loop takes what queued while the last commit was in flight and commits it; nothing is acknowledged before.
/// </summary>
/// <remarks>
/// Failures: rolled back for sure (conflict, bad row, deadlock): drop what is to blame, commit the rest again. Anything else: the
/// outcome is unknown and the epoch ends; closing the writer waits for the transaction in doubt and tells its last number, which
/// decides. Guarantees: numbers are dense in commit order; an append that was answered Committed is in the database; one that was
/// answered Conflict, Refused or Overloaded is not and never will be.
/// </remarks>
internal sealed partial class JournalWriter : IJournalWriter, IAsyncDisposable
{
    private const int MaxRetries = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMilliseconds(500);

    private readonly IJournalStore _store;
    private readonly JournalWriterOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly TaskScheduler _scheduler;
    private readonly IReadOnlyList<ICommitObserver> _observers;
    private readonly AppendQueue _queue;
    private readonly RowBudget _budget;
    private readonly HashSet<long> _unclosed = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _fenced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile CustomerNumbers? _numbers;
    private volatile object? _awaySince; // a boxed timestamp; null while the database is there
    private WriterEpoch? _epoch;
    private long _currentWriter;
    private Instant _lastRecordedAt = Instant.MinValue;
    private ITimer? _expiry;

    // Odd while a commit is made.
    private long _rounds;

    /// <summary>Creates a writer; <see cref="StartAsync"/> before its first use.</summary>
    /// <param name="store">The database.</param>
    /// <param name="options">How to write.</param>
    /// <param name="observers">Hear of each commit.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="scheduler">Where the loop runs; default the thread pool.</param>
    public JournalWriter(
        IJournalStore store,
        JournalWriterOptions options,
        IReadOnlyList<ICommitObserver> observers,
        TimeProvider timeProvider,
        ILogger logger,
        TaskScheduler? scheduler = null)
    {
        _store = store;
        _options = options;
        _observers = observers;
        _timeProvider = timeProvider;
        _logger = logger;
        _scheduler = scheduler ?? TaskScheduler.Default;
        _queue = new(options);
        _budget = new(options);
    }

    /// <summary>Number of the current epoch's writer, or of the last one while there is none; 0 before the start.</summary>
    public long CurrentWriter => Interlocked.Read(ref _currentWriter);

    /// <summary>Completes if the loop ends by an error that nobody foresaw: nothing is committed from then on.</summary>
    public Task Crashed => _crashed.Task;

    /// <summary>Completes if the other hosts have declared this one dead: it can open no epoch any more.</summary>
    public Task Fenced => _fenced.Task;

    /// <summary>Opens an epoch and begins to commit.</summary>
    /// <exception cref="DomainException">Unavailable: the database is away.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await OpenEpochAsync(cancellationToken);
        if (_options.CloseOlderWriters)
        {
            foreach (var writer in await _store.ReadOpenWritersAsync(CurrentWriter, cancellationToken))
                await CloseForeignWriterAsync(writer, cancellationToken);
        }

        _expiry = _timeProvider.CreateTimer(_ => ExpireQueued(), null, ExpiryInterval, ExpiryInterval);
        _ = Run(RunAsync);
    }

    /// <summary>Commits what is queued, takes no more, closes the epoch. What can't be committed by the time of cancellation is answered Unavailable.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Complete();
        if (Interlocked.Exchange(ref _expiry, null) is not { } expiry)
            return;
        await using (cancellationToken.Register(_stopping.Cancel))
            await _stopped.Task;
        await expiry.DisposeAsync();
    }

    /// <summary>Completes once everything that was queued when it was called is committed, or never will be.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var until = _timeProvider.GetTimestamp();
        while (_queue.HasQueuedUntil(until))
            await Task.Delay(SettleInterval, _timeProvider, cancellationToken);
        var round = Interlocked.Read(ref _rounds);
        while (round % 2 == 1 && Interlocked.Read(ref _rounds) == round)
            await Task.Delay(SettleInterval, _timeProvider, cancellationToken);
    }

    /// <summary>Stops without waiting for a database that is away.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        _stopping.Dispose();
    }

    /// <summary>Fences another host's writer: no commit of it succeeds from now on. Returns its last row number.</summary>
    /// <exception cref="DomainException">Unavailable, or NotFound.</exception>
    public async Task<long> CloseForeignWriterAsync(long writer, CancellationToken cancellationToken)
    {
        var lastSeq = await _store.CloseWriterAsync(writer, cancellationToken);
        LogClosedForeign(_logger, writer, lastSeq);
        return lastSeq;
    }

    /// <inheritdoc/>
    public CustomerNumber AllocateCustomer() =>
        (_numbers ?? throw new InvalidOperationException("The journal writer was not started.")).Next();

    /// <inheritdoc/>
    public Task<AppendOutcome> AppendAsync(JournalAppend append)
    {
        ArgumentOutOfRangeException.ThrowIfZero(append.Entries.Count, nameof(append));
        return PersistenceTraces.IsListenedTo ? TraceAsync(append) : Append(append);
    }

    // The span begins in here, so that it is not the current one of the caller, who goes on before it ends.
    private async Task<AppendOutcome> TraceAsync(JournalAppend append)
    {
        using var activity = PersistenceTraces.StartAppend(append.Entries.Count);
        var outcome = await Append(append);
        if (activity is not null)
            PersistenceTraces.SetOutcome(activity, outcome);
        return outcome;
    }

    private Task<AppendOutcome> Append(JournalAppend append)
    {
        AppendOutcome? rejection;
        PendingAppend? pending = null;
        var now = _timeProvider.GetTimestamp();
        if (_awaySince is long awaySince && _timeProvider.GetElapsedTime(awaySince, now) > _options.QueueTimeout)
        {
            append.Chain?.Break();
            rejection = AppendOutcome.NotCommitted(AppendStatus.Unavailable, "The database is away.");
        }
        else
        {
            pending = _queue.TryEnqueue(append, now, out rejection);
        }

        if (pending is not null)
        {
            IngestStages.Pass(IngestStage.Queued);
            return pending.Outcome;
        }

        CountLost(rejection!.Status);
        return Task.FromResult(rejection);
    }

    private async Task RunAsync()
    {
        List<PendingAppend> batch = [];
        try
        {
            while ((_epoch is not null || await ReopenAsync()) && await _queue.WaitAsync())
            {
                batch.Clear();
                Interlocked.Increment(ref _rounds);
                var full = _queue.Take(batch, _budget.Rows, _options.MaxCommitBytes);
                var startedAt = _timeProvider.GetTimestamp();
                await CommitAsync(batch);
                Interlocked.Increment(ref _rounds);
                if (full)
                    _budget.Learn(_timeProvider.GetElapsedTime(startedAt));
            }

            await CloseAsync();
        }
        catch (Exception exception)
        {
            // A bug: nothing here may throw. Better no writer than one that leaves callers waiting.
            LogCrashed(_logger, exception);
            _queue.Complete();
            FailAll(batch, AppendStatus.Unavailable, "The journal writer has failed.");
            FailQueued("The journal writer has failed.", long.MaxValue);
            _crashed.TrySetResult();
        }
        finally
        {
            _stopped.TrySetResult();
        }
    }

    private async Task CommitAsync(List<PendingAppend> batch)
    {
        // Halves still to be tried, the earlier one on top: order holds.
        var parts = new Stack<List<PendingAppend>>();
        parts.Push(batch);
        var retries = 0;
        while (parts.TryPop(out var part))
        {
            if (_epoch is not { } epoch)
            {
                FailAll(part, AppendStatus.Unavailable, "The writer's epoch ended.");
                continue;
            }

            part = DropBroken(part);
            if (part.Count == 0)
                continue;
            var commit = epoch.Prepare(PendingAppend.Flatten(part), NextRecordedAt());
            try
            {
                await CommitInTimeAsync(epoch, commit, part);
                epoch.Advance(commit);
                Acknowledge(commit, part);
            }
            catch (JournalStoreException exception) when (exception.Failure == CommitFailure.Conflict)
            {
                LogConflict(_logger, part.Count, exception);
                await DropLosersAsync(epoch, part, parts);
            }
            catch (JournalStoreException exception) when (exception.Failure == CommitFailure.Row)
            {
                Narrow(part, parts, exception);
            }
            catch (JournalStoreException exception) when (exception.Failure == CommitFailure.Retry && retries < MaxRetries)
            {
                retries++;
                LogRetry(_logger, retries, exception);
                parts.Push(part);
            }
            catch (JournalStoreException exception) when (exception.Failure is CommitFailure.Retry)
            {
                FailAll(part, AppendStatus.Unavailable, "The commit gave way to other transactions too often.");
                LogGivenUp(_logger, retries, exception);
            }
            catch (JournalStoreException exception) when (exception.Failure == CommitFailure.WriterClosed)
            {
                LogFenced(_logger, epoch.Writer, exception);
                EndEpoch(epoch);
                FailAll(part, AppendStatus.Unavailable, "The writer was closed by another host.");
            }
            catch (Exception exception)
            {
                LogUnknown(_logger, epoch.Writer, commit.FromSeq, commit.ToSeq, exception);
                EndEpoch(epoch);
                await ResolveAsync(epoch, commit, part);
            }
        }
    }

    private async Task CommitInTimeAsync(WriterEpoch epoch, JournalCommit commit, List<PendingAppend> part)
    {
        using var activity = PersistenceTraces.StartCommit(part, commit.RowCount);
        var startedAt = _timeProvider.GetTimestamp();
        using var abandon = new CancellationTokenSource();
        try
        {
            IngestStages.Pass(IngestStage.SentToDatabase);
            await epoch.Session.CommitAsync(commit, abandon.Token).WaitAsync(_options.CommitTimeout, _timeProvider);
            IngestStages.Pass(IngestStage.Committed);
        }
        catch (TimeoutException)
        {
            await abandon.CancelAsync();
            throw;
        }

        activity?.SetTag("kpi.journal.commit", $"{commit.Writer}:{commit.ToSeq}");
        PersistenceMetrics.CommitRows.Record(commit.RowCount);
        PersistenceMetrics.CommitDuration.Record(_timeProvider.GetElapsedTime(startedAt).TotalSeconds);
    }

    private async Task DropLosersAsync(WriterEpoch epoch, List<PendingAppend> part, Stack<List<PendingAppend>> parts)
    {
        StoredHeads heads;
        try
        {
            heads = await epoch.Session.ReadHeadsAsync(PendingAppend.Flatten(part), CancellationToken.None)
                .WaitAsync(_options.CommitTimeout, _timeProvider);
        }
        catch (Exception exception) when (exception is JournalStoreException or TimeoutException)
        {
            // The conflicting commit was rolled back: nothing is in doubt, only the connection is gone.
            LogUnknown(_logger, epoch.Writer, epoch.LastSeq, epoch.LastSeq, exception);
            EndEpoch(epoch);
            _unclosed.Add(epoch.Writer);
            FailAll(part, AppendStatus.Unavailable, "The database is away.");
            return;
        }

        var winners = ConflictResolution.DropLosers(part, heads, (pending, problem) => Fail(pending, AppendStatus.Conflict, problem));
        if (winners.Count < part.Count)
            parts.Push(winners);
        else
            Narrow(part, parts, null);
    }

    private void Narrow(List<PendingAppend> part, Stack<List<PendingAppend>> parts, Exception? exception)
    {
        if (part.Count == 1)
        {
            LogRefused(_logger, part[0].Append.Tenant.Value, exception);
            Fail(part[0], AppendStatus.Refused, "The database refuses a row of it.");
            return;
        }

        var half = part.Count / 2;
        parts.Push(part[half..]);
        parts.Push(part[..half]);
    }

    private async Task ResolveAsync(WriterEpoch epoch, JournalCommit commit, List<PendingAppend> part)
    {
        var startedAt = _timeProvider.GetTimestamp();
        for (var delay = FirstDelay; ; delay = Min(delay * 2, _options.MaxReconnectDelay))
        {
            var left = _options.OutcomeTimeout - _timeProvider.GetElapsedTime(startedAt);
            if (left <= TimeSpan.Zero)
                break;
            if (await TryCloseAsync(epoch.Writer, left) is { } lastSeq)
            {
                LogResolved(_logger, epoch.Writer, lastSeq, lastSeq >= commit.ToSeq);
                if (lastSeq >= commit.ToSeq)
                    Acknowledge(commit, part);
                else
                    FailAll(part, AppendStatus.Unavailable, "The connection was lost before the commit.");
                return;
            }

            await Task.Delay(Min(delay, left), _timeProvider);
        }

        _unclosed.Add(epoch.Writer);
        FailAll(part, AppendStatus.Unavailable, "The outcome of the commit is unknown.");
    }

    private async Task<long?> TryCloseAsync(long writer, TimeSpan timeout)
    {
        using var timedOut = new CancellationTokenSource(timeout, _timeProvider);
        try
        {
            return await _store.CloseWriterAsync(writer, timedOut.Token).WaitAsync(timedOut.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or DomainException)
        {
            LogAway(_logger, exception);
            _awaySince ??= _timeProvider.GetTimestamp();
            return null;
        }
    }

    // Goes on while nothing is queued: as long as no epoch is open, new appends are answered without ever being queued.
    private async Task<bool> ReopenAsync()
    {
        for (var delay = FirstDelay; ; delay = Min(delay * 2, _options.MaxReconnectDelay))
        {
            try
            {
                using var timedOut = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                await using (_timeProvider.CreateTimer(_ => timedOut.Cancel(), null, _options.CommitTimeout, Timeout.InfiniteTimeSpan))
                    await OpenEpochAsync(timedOut.Token);
                return true;
            }
            catch (DomainException exception) when (exception.Reason == SqlJournalStore.HostFenced)
            {
                LogDeclaredDead(_logger);
                _queue.Complete();
                FailQueued("The other hosts have declared this one dead.", long.MaxValue);
                _fenced.TrySetResult();
                return false;
            }
            catch (Exception exception) when (exception is OperationCanceledException or DomainException)
            {
                LogAway(_logger, exception);
            }

            _awaySince ??= _timeProvider.GetTimestamp();
            if (_stopping.IsCancellationRequested)
            {
                FailQueued("The host is stopping and the database is away.", long.MaxValue);
                return false;
            }

            if (_queue.IsDrained)
                return false;
            await Task.Delay(delay, _timeProvider, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task OpenEpochAsync(CancellationToken cancellationToken)
    {
        foreach (var writer in _unclosed.ToArray())
        {
            await _store.CloseWriterAsync(writer, cancellationToken);
            _unclosed.Remove(writer);
        }

        var session = await _store.OpenSessionAsync(cancellationToken);
        try
        {
            var opened = await _store.OpenWriterAsync(Now(), cancellationToken);
            _epoch = new WriterEpoch(opened, session);
            _numbers = new CustomerNumbers(opened);
            Interlocked.Exchange(ref _currentWriter, opened);
            _awaySince = null;
            PersistenceMetrics.Epochs.Add(1);
            LogOpened(_logger, opened);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    // A lost connection may take its time to go, and nobody needs to wait for it.
    private void EndEpoch(WriterEpoch epoch)
    {
        _epoch = null;
        _ = Run(async () =>
        {
            try
            {
                await epoch.Session.DisposeAsync();
            }
            catch (Exception exception)
            {
                LogAway(_logger, exception);
            }
        });
    }

    private async Task CloseAsync()
    {
        if (_epoch is not { } epoch)
            return;
        _epoch = null;
        if (await TryCloseAsync(epoch.Writer, _options.OutcomeTimeout) is { } lastSeq)
            LogClosed(_logger, epoch.Writer, lastSeq);
        await epoch.Session.DisposeAsync();
    }

    private void Acknowledge(JournalCommit commit, List<PendingAppend> part)
    {
        List<CustomerIndexEntry> indexEntries = new(part.Count);
        foreach (var append in commit.Appends)
        {
            if (append.IndexEntry is { } entry)
                indexEntries.Add(entry);
        }

        var notice = new Commit(commit.Position, commit.Notices, indexEntries);
        foreach (var observer in _observers)
        {
            try
            {
                observer.OnCommitted(notice);
            }
            catch (Exception exception)
            {
                LogObserver(_logger, exception);
            }
        }

        var seq = commit.FromSeq;
        foreach (var pending in part)
        {
            _queue.Forget(pending.Append);
            pending.Succeed(new(AppendStatus.Committed, new(commit.Writer, seq + 1), commit.Position, commit.RecordedAt, null));
            seq += pending.Rows;
        }
    }

    private List<PendingAppend> DropBroken(List<PendingAppend> part)
    {
        if (!part.Exists(pending => pending.Chain.IsBroken))
            return part;
        foreach (var pending in part.Where(pending => pending.Chain.IsBroken))
            Fail(pending, AppendStatus.Conflict, "An append before it was not committed.");
        return part.FindAll(pending => !pending.Outcome.IsCompleted);
    }

    private void ExpireQueued()
    {
        var until = _timeProvider.GetTimestamp() - (long)(_options.QueueTimeout.TotalSeconds * _timeProvider.TimestampFrequency);
        FailQueued("The database is away or too slow.", until);
    }

    private void FailQueued(string problem, long until) => FailAll(_queue.TakeQueuedUntil(until), AppendStatus.Unavailable, problem);

    private void FailAll(List<PendingAppend> appends, AppendStatus status, string problem)
    {
        foreach (var pending in appends)
            Fail(pending, status, problem);
    }

    private void Fail(PendingAppend pending, AppendStatus status, string problem)
    {
        CountLost(status);
        pending.Chain.Break();
        _queue.Forget(pending.Append);
        pending.Fail(status, problem);
    }

    private static void CountLost(AppendStatus status) =>
        PersistenceMetrics.LostAppends.Add(1, new KeyValuePair<string, object?>("status", status.ToString()));

    private Task Run(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();

    private Instant Now() => Microseconds.Truncate(Instant.FromDateTimeOffset(_timeProvider.GetUtcNow()));

    // The clock may step back; recording times must not.
    private Instant NextRecordedAt() => _lastRecordedAt = Instant.Max(_lastRecordedAt, Now());

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
