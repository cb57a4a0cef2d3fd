namespace KpiPlatform.Grains.Embedded.Tests.Support;

/// <summary>A clock that moves when told. Timers that become due fire on the thread that moves it, in order of their due times.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private long _nowTicks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;
    private long _lastOrder;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public int ArmedTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    public override long GetTimestamp() => Interlocked.Read(ref _nowTicks);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on to the next due timer, if there is one before the given moment.</summary>
    public bool FireNext(TimeSpan within)
    {
        ManualTimer? next;
        lock (_gate)
        {
            next = _timers.OrderBy(t => t.DueTicks).ThenBy(t => t.Order).FirstOrDefault();
            if (next is null || next.DueTicks > _nowTicks + within.Ticks)
            {
                return false;
            }

            Interlocked.Exchange(ref _nowTicks, Math.Max(_nowTicks, next.DueTicks));
            next.OnFired_NeedsLock();
        }

        next.Run();
        return true;
    }

    public void Advance(TimeSpan by)
    {
        var end = GetTimestamp() + by.Ticks;
        while (FireNext(TimeSpan.FromTicks(end - GetTimestamp())))
        {
        }

        Interlocked.Exchange(ref _nowTicks, end);
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public long DueTicks { get; private set; }

        public long Order { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Arm_NeedsLock(dueTime);
                }
            }

            return true;
        }

        public void OnFired_NeedsLock()
        {
            time._timers.Remove(this);
            if (_period > TimeSpan.Zero)
            {
                Arm_NeedsLock(_period);
            }
        }

        public void Run() => callback(state);

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Arm_NeedsLock(TimeSpan dueTime)
        {
            DueTicks = time.GetTimestamp() + dueTime.Ticks;
            Order = ++time._lastOrder;
            time._timers.Add(this);
        }
    }
}
