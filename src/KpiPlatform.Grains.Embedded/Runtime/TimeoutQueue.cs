namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>
/// Calls that wait, all for the same time, so that the order of arrival is the order of deadlines: adding and removing cost
/// the same however many wait, and one timer, set to the first deadline, serves all.
/// </summary>
internal sealed class TimeoutQueue
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly long _timeoutTicks;
    private readonly ITimer _timer;
    private ITimedCall? _first;
    private ITimedCall? _last;
    private bool _armed;

    public TimeoutQueue(TimeProvider time, TimeSpan timeout)
    {
        _time = time;
        _timeout = timeout;
        _timeoutTicks = (long)(timeout.TotalSeconds * time.TimestampFrequency);
        _timer = time.CreateDetachedTimer(static state => ((TimeoutQueue)state!).Expire(), this);
    }

    public void Add(ITimedCall call)
    {
        var deadline = _time.GetTimestamp() + _timeoutTicks;
        lock (_gate)
        {
            if (call.IsSettled)
            {
                return;
            }

            call.Queue = this;
            call.DeadlineTimestamp = deadline;
            call.Earlier = _last;
            if (_last is null)
            {
                _first = call;
            }
            else
            {
                _last.Later = call;
            }

            _last = call;
            if (!_armed)
            {
                _armed = true;
                _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
            }
        }

        if (call.IsSettled)
        {
            // Settled while being added: whoever settled it may have looked for the queue too early.
            Remove(call);
        }
    }

    public void Remove(ITimedCall call)
    {
        lock (_gate)
        {
            Unlink_NeedsLock(call);
        }
    }

    private void Expire()
    {
        List<ITimedCall>? expired = null;
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            while (_first is { } call && call.DeadlineTimestamp <= now)
            {
                Unlink_NeedsLock(call);
                (expired ??= []).Add(call);
            }

            _armed = _first is not null;
            if (_first is { } next)
            {
                // Rounded up: a timer that fires early would find nothing to do and be set again.
                var wait = _time.GetElapsedTime(now, next.DeadlineTimestamp) + TimeSpan.FromMilliseconds(1);
                _timer.Change(wait, Timeout.InfiniteTimeSpan);
            }
        }

        foreach (var call in expired ?? [])
        {
            call.TimeOut(_timeout);
        }
    }

    private void Unlink_NeedsLock(ITimedCall call)
    {
        if (call.Queue is null)
        {
            return;
        }

        if (call.Earlier is null)
        {
            _first = call.Later;
        }
        else
        {
            call.Earlier.Later = call.Later;
        }

        if (call.Later is null)
        {
            _last = call.Earlier;
        }
        else
        {
            call.Later.Earlier = call.Earlier;
        }

        call.Earlier = null;
        call.Later = null;
        call.Queue = null;
    }
}
