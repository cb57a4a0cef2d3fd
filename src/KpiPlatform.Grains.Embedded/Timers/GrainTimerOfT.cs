using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Timers;

/// <summary>
/// Fires once, ticks as a work item of its activation, and is set again only when the tick has ended: so a tick never
/// overlaps itself, however slow.
/// </summary>
/// <typeparam name="TState">What the callback receives.</typeparam>
internal sealed class GrainTimer<TState> : GrainTimer
{
    private readonly Lock _gate = new();
    private readonly Activation _activation;
    private readonly Func<TState, CancellationToken, Task> _callback;
    private readonly TState _state;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _disposal = new();
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _ticking;
    private bool _changed;
    private bool _disposed;

    public GrainTimer(Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        Check(options.DueTime, options.Period);
        _activation = activation;
        _callback = callback;
        _state = state;
        _options = options;
        _dueTime = options.DueTime;
        _period = options.Period;
        _timer = activation.Runtime.Time.CreateDetachedTimer(static timer => ((GrainTimer<TState>)timer!).Fire(), this);
    }

    public void Start() => Set(_dueTime);

    public override void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, period);
        lock (_gate)
        {
            _dueTime = dueTime;
            _period = period;
            _changed = true;
            if (!_ticking)
            {
                Set_NeedsLock(dueTime);
            }
        }
    }

    public override void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _timer.Dispose();
        }

        _activation.Forget(this);
        _disposal.Cancel();
    }

    private static void Check(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime.TotalMilliseconds, uint.MaxValue - 1, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period.TotalMilliseconds, uint.MaxValue - 1, nameof(period));
        if (dueTime < TimeSpan.Zero && dueTime != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(dueTime), dueTime, "A due time is zero or more, or infinite.");
        }

        if (period < TimeSpan.Zero && period != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(period), period, "A period is zero or more, or infinite.");
        }
    }

    private void Set(TimeSpan dueTime)
    {
        lock (_gate)
        {
            Set_NeedsLock(dueTime);
        }
    }

    private void Set_NeedsLock(TimeSpan dueTime)
    {
        if (!_disposed)
        {
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    private void Fire()
    {
        lock (_gate)
        {
            if (_disposed || _ticking)
            {
                return;
            }

            _ticking = true;
        }

        _ = _activation.Submit(new Tick(this), mayInline: false);
    }

    private void EndTick()
    {
        lock (_gate)
        {
            _ticking = false;
            var next = _changed ? _dueTime : _period;
            _changed = false;
            if (next != Timeout.InfiniteTimeSpan)
            {
                Set_NeedsLock(next);
            }
        }
    }

    /// <summary>One tick.</summary>
    private sealed class Tick(GrainTimer<TState> timer) : WorkItem(InterleavingOf(timer))
    {
        public override bool CountsAgainstMailbox => false;

        public override bool KeepsAlive => timer._options.KeepAlive;

        public override bool IsAbandoned => timer._disposed;

        // A timer belongs to its activation and ends with it.
        public override void Strand(Activation from)
        {
        }

        public override void Reject(Exception exception)
        {
        }

        protected override void ExecuteTurn()
        {
            lock (timer._gate)
            {
                timer._changed = false;
            }

            var running = RunAsync();
            if (running.IsCompleted)
            {
                FinishedAtOnce = true;
                return;
            }

            _ = running.ContinueWith(
                static (_, state) => ((Tick)state!).FinishLater(),
                this,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
                Target!);
        }

        private static Interleaving InterleavingOf(GrainTimer<TState> timer) =>
            timer._options.Interleave || timer._activation.Class.IsReentrant ? Interleaving.Always : Interleaving.Exclusive;

        private void FinishLater() => Target!.Finish(this);

        private async Task RunAsync()
        {
            try
            {
                await timer._callback(timer._state, timer._disposal.Token);
            }
            catch (Exception exception)
            {
                // There is no caller to tell; the timer goes on.
                if (!timer._disposal.IsCancellationRequested || exception is not OperationCanceledException)
                {
                    timer._activation.Runtime.LogTimerFailed(timer._activation.GrainId, exception);
                }
            }
            finally
            {
                timer.EndTick();
            }
        }
    }
}
