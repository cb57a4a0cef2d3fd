using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>
/// One scorecard watched for one period: a single enumeration of its grain, whatever the number of watchers. Each watcher takes the latest
/// state when it is ready for it, so a slow one skips those between and holds up nobody. Thread-safe.
/// </summary>
internal sealed partial class ScorecardFeed : IDisposable
{
    /// <summary>How often the values are computed for watchers that may come back.</summary>
    private static readonly TimeSpan LingeringInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the feed rests for each watcher after it has told all: a message to one takes some 30 microseconds of processor time, so that telling
    /// however many takes a twentieth of one processor.
    /// </summary>
    private static readonly TimeSpan RestPerWatcher = TimeSpan.FromMicroseconds(500);

    /// <summary>Shorter than this is no rest: each change is told.</summary>
    private static readonly TimeSpan MinRest = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan MaxRest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<FeedState> _history = new();
    private readonly IScorecardGrain _grain;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<TimeSpan> _intervals = [];
    private CancellationTokenSource? _enumeration;
    private TimeSpan? _enumeratedInterval;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FeedState? _latest;
    private ExceptionDispatchInfo? _failure;

    public ScorecardFeed(IScorecardGrain grain, string period, GatewayOptions options, TimeProvider time, ILogger logger)
    {
        _grain = grain;
        Period = period;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>The period as watchers ask for it.</summary>
    public string Period { get; }

    /// <summary>Tells this feed's sequence from that of any other.</summary>
    public Guid Epoch { get; } = Guid.NewGuid();

    /// <summary>Waits for a state, the latest at the time.</summary>
    /// <param name="accept">Whether a state will do.</param>
    /// <param name="cancellationToken">The watcher leaves.</param>
    /// <exception cref="DomainException">The scorecard cannot be watched, or no more.</exception>
    public async Task<FeedState> WaitAsync(Func<FeedState, bool> accept, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_latest is { } latest && accept(latest))
                    return latest;
                _failure?.Throw();
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Has the grain compute the values as often as a watcher wants to be told.</summary>
    public void Enter(TimeSpan interval)
    {
        lock (_lock)
        {
            _intervals.Add(interval);
            KeepPace_NeedsLock();
        }
    }

    /// <summary>A watcher that entered has left.</summary>
    public void Leave(TimeSpan interval)
    {
        lock (_lock)
        {
            _intervals.Remove(interval);
            KeepPace_NeedsLock();
        }
    }

    /// <summary>The state that a watcher holds, if it is known here still; else null.</summary>
    public FeedState? Find(ResumeToken token)
    {
        if (token.Epoch != Epoch || !string.Equals(token.Period, Period, StringComparison.Ordinal))
            return null;
        lock (_lock)
            return _history.FirstOrDefault(state => state.Sequence == token.Sequence && state.Digest == token.Digest);
    }

    /// <summary>Has the grain compute the values now instead of when it next learns that something moved.</summary>
    public void Refresh()
    {
        lock (_lock)
            _ = _enumeration?.CancelAsync();
    }

    /// <summary>Ends the enumeration.</summary>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <summary>Enumerates the grain until the feed is stopped or fails for good.</summary>
    public async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var isRefresh = false;
            using var enumeration = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            TimeSpan interval;
            lock (_lock)
            {
                _enumeration = enumeration;
                _enumeratedInterval = interval = Interval_NeedsLock() ?? LingeringInterval;
            }

            try
            {
                await EnumerateAsync(interval, enumeration.Token);
            }
            catch (OperationCanceledException) when (enumeration.IsCancellationRequested)
            {
                isRefresh = true;
            }
            catch (Exception exception)
            {
                if (IsFinal(exception))
                {
                    Fail(exception);
                    return;
                }

                LogBroken(exception);
            }
            finally
            {
                lock (_lock)
                    (_enumeration, _enumeratedInterval) = (null, null);
            }

            if (!isRefresh)
                await Task.Delay(_options.RetryDelay, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The shortest that a watcher wants; null if there is none.</summary>
    private TimeSpan? Interval_NeedsLock() => _intervals.Count == 0 ? null : _intervals.Min();

    /// <summary>An enumeration has its interval from its beginning: if that is not what is wanted any more, there is another.</summary>
    private void KeepPace_NeedsLock()
    {
        if (Interval_NeedsLock() is { } wanted && _enumeratedInterval is { } has && wanted != has)
            _ = _enumeration?.CancelAsync();
    }

    private async Task EnumerateAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        var request = new EvaluationRequest(Period, AsOfTicks: null, Token: default, UpdateInterval: interval);
        await foreach (var reply in _grain.Watch(request, cancellationToken).WithCancellation(cancellationToken))
        {
            Publish(reply.Require());
            if (RestAfterTelling() is var rest && rest >= MinRest)
                await Task.Delay(rest, _time, cancellationToken);
        }
    }

    /// <summary>By the number of watchers who want to be told more often than that anyway.</summary>
    private TimeSpan RestAfterTelling()
    {
        lock (_lock)
        {
            var rest = RestPerWatcher * _intervals.Count(interval => interval < MaxRest);
            return rest < MaxRest ? rest : MaxRest;
        }
    }

    /// <summary>
    /// What can pass by itself is waited out, for the sake of watchers that have the state before; one that has none yet is better told.
    /// </summary>
    private bool IsFinal(Exception exception)
    {
        var canPass = exception is DomainException { Kind: ErrorKind.Unavailable or ErrorKind.ResourceExhausted } || GrainFailure.Of(exception) is not null;
        lock (_lock)
            return !canPass || _latest is null;
    }

    private void Publish(ScorecardValues values)
    {
        var result = GrainJson.Read<EvaluatedScorecard>(values.ResultJson);
        var digest = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(values.ResultJson)));
        TaskCompletionSource changed;
        lock (_lock)
        {
            // A new enumeration begins with what the last one may have said; then only the positions are news.
            var isNews = _latest is null
                || !ScorecardDifference.CanExpress(_latest.Result, result)
                || ScorecardDifference.Between(_latest.Result, result) is not null;
            if (isNews)
            {
                _latest = new((_latest?.Sequence ?? 0) + 1, digest, result, values.Positions);
                _history.Enqueue(_latest);
                if (_history.Count > _options.WatchHistory)
                    _history.Dequeue();
            }
            else
            {
                _latest = new(_latest!.Sequence, _latest.Digest, _latest.Result, values.Positions);
            }

            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    private void Fail(Exception exception)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            _latest = null;
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
