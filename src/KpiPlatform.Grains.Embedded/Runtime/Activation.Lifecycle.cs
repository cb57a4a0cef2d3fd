using KpiPlatform.Grains.Embedded.Streams;
using KpiPlatform.Grains.Embedded.Timers;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Grains.Embedded.Runtime;

/// <content>From the first call to the last turn.</content>
internal sealed partial class Activation
{
    private AsyncServiceScope? _scope;
    private DeactivationRequest? _deactivation;
    private TaskCompletionSource? _drained;
    private TaskCompletionSource? _deactivated;
    private List<GrainTimer>? _timers;
    private List<GrainEnumeration>? _enumerations;
    private long _keepUntilTimestamp;
    private long _residentBytes;

    public IServiceProvider ActivationServices => _scope?.ServiceProvider ?? Runtime.Services;

    public Task Deactivated
    {
        get
        {
            lock (_gate)
            {
                if (_state == ActivationState.Dead)
                {
                    return Task.CompletedTask;
                }

                _deactivated ??= new TaskCompletionSource(Runtime.CompletionOptions);
                return _deactivated.Task;
            }
        }
    }

    /// <summary>Starts the life of an activation that nobody called yet.</summary>
    public void Activate()
    {
        lock (_gate)
        {
            if (_state != ActivationState.New)
            {
                return;
            }

            _state = ActivationState.Activating;
        }

        StartLifecycle(static activation => activation.ActivateAsync());
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_state >= ActivationState.Draining)
            {
                return;
            }

            _deactivation ??= new DeactivationRequest(deactivationReason, cancellationToken);

            // When the host stops there is no next activation to run what waits.
            _finishesMailbox = _deactivation.Reason.ReasonCode == DeactivationReasonCode.ShuttingDown;
            if (_state != ActivationState.Valid)
            {
                // Not active yet: it ends as soon as it is.
                return;
            }

            _state = ActivationState.Draining;
        }

        StartLifecycle(static activation => activation.DeactivateAsync());
    }

    public void DelayDeactivation(TimeSpan timeSpan)
    {
        var forever = timeSpan == TimeSpan.MaxValue || timeSpan == Timeout.InfiniteTimeSpan;
        lock (_gate)
        {
            _keepUntilTimestamp = forever ? long.MaxValue
                : timeSpan <= TimeSpan.Zero ? 0
                : Runtime.Time.GetTimestamp() + (long)(timeSpan.TotalSeconds * Runtime.Time.TimestampFrequency);
        }
    }

    /// <summary>Deactivates it if nothing runs, waits or enumerates and it was last used before the given moment.</summary>
    public bool TryCollect(long usedBeforeTimestamp, long nowTimestamp, DeactivationReason reason)
    {
        lock (_gate)
        {
            if (!IsIdle_NeedsLock(nowTimestamp) || _lastUsedTimestamp > usedBeforeTimestamp)
            {
                return false;
            }

            _deactivation = new DeactivationRequest(reason, CancellationToken.None);
            _state = ActivationState.Draining;
        }

        StartLifecycle(static activation => activation.DeactivateAsync());
        return true;
    }

    /// <summary>Tells when it was last used, if it could be collected now.</summary>
    public bool TryGetIdleSince(long nowTimestamp, out long lastUsedTimestamp)
    {
        lock (_gate)
        {
            lastUsedTimestamp = _lastUsedTimestamp;
            return IsIdle_NeedsLock(nowTimestamp);
        }
    }

    /// <summary>Gets what the grain said it holds, after its last turn.</summary>
    public long ResidentBytes => Interlocked.Read(ref _residentBytes);

    /// <summary>Ends enumerations whose consumer has not asked for anything since the given moment.</summary>
    public void EndAbandonedEnumerations(long steppedBeforeTimestamp)
    {
        GrainEnumeration[] abandoned;
        lock (_gate)
        {
            if (_enumerations is null)
            {
                return;
            }

            abandoned = [.. _enumerations.Where(e => !e.IsStepping && e.LastStepTimestamp <= steppedBeforeTimestamp)];
        }

        foreach (var enumeration in abandoned)
        {
            StartLifecycle(_ => enumeration.AbortAsync());
        }
    }

    public IGrainTimer RegisterTimer<TState>(Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer<TState>(this, callback, state, options);
        lock (_gate)
        {
            if (_state >= ActivationState.Draining)
            {
                throw new InvalidOperationException($"{GrainId} is being deactivated: it takes no timer any more.");
            }

            (_timers ??= []).Add(timer);
        }

        timer.Start();
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        lock (_gate)
        {
            _timers?.Remove(timer);
        }
    }

    public bool TryAdd(GrainEnumeration enumeration)
    {
        lock (_gate)
        {
            if (_state != ActivationState.Valid)
            {
                return false;
            }

            (_enumerations ??= []).Add(enumeration);
        }

        return true;
    }

    public void Forget(GrainEnumeration enumeration)
    {
        lock (_gate)
        {
            _enumerations?.Remove(enumeration);
            if (_enumerations is { Count: 0 })
            {
                _enumerations = null;
            }
        }
    }

    private bool IsIdle_NeedsLock(long nowTimestamp) =>
        _state == ActivationState.Valid && _turn == TurnState.Idle && _running == 0
        && _ordered.First is null && _interleaving.First is null && _turns.IsEmpty
        && _enumerations is null && _keepUntilTimestamp <= nowTimestamp;

    private void StartLifecycle(Func<Activation, Task> step)
    {
        // What the first caller carries in its execution context is not the activation's.
        var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        try
        {
            _ = Task.Factory.StartNew(
                () => step(this),
                CancellationToken.None,
                TaskCreationOptions.DenyChildAttach,
                this);
        }
        finally
        {
            if (flow != default)
            {
                flow.Undo();
            }
        }
    }

    private async Task ActivateAsync()
    {
        try
        {
            _scope = Runtime.Services.CreateAsyncScope();
            using var timeout = Class.HasActivationWork ? new CancellationTokenSource(Runtime.Options.ActivationTimeout, Runtime.Time) : null;
            var token = timeout?.Token ?? CancellationToken.None;
            List<IStoredState>? stored;
            _underConstruction = this;
            try
            {
                GrainInstance = Class.CreateInstance(this, out stored);
            }
            finally
            {
                _underConstruction = null;
            }

            foreach (var state in stored ?? [])
            {
                await state.ReadStateAsync(token);
            }

            if (Class.HasActivationWork)
            {
                await ((IGrainBase)GrainInstance).OnActivateAsync(token);
            }
        }
        catch (Exception exception)
        {
            // Whatever it is, it belongs to the callers that wait.
            await FailActivationAsync(exception);
            return;
        }

        var deactivate = false;
        lock (_gate)
        {
            _lastUsedTimestamp = Runtime.Time.GetTimestamp();
            deactivate = _deactivation is not null;
            _state = deactivate ? ActivationState.Draining : ActivationState.Valid;
        }

        Class.OnActivated();
        if (deactivate)
        {
            await DeactivateAsync();
        }
    }

    private async Task FailActivationAsync(Exception exception)
    {
        Runtime.LogActivationFailed(GrainId, exception);
        StopTimers();
        await DisposeGrainAsync();
        foreach (var item in Die())
        {
            item.Reject(exception);
        }

        _deactivated?.TrySetResult();
    }

    private async Task DeactivateAsync()
    {
        var request = _deactivation!;
        try
        {
            await WindUpAsync(request);
        }
        catch (Exception exception)
        {
            // Whatever it is: an activation that stayed half ended would keep its callers waiting for good.
            Runtime.LogDeactivationFailed(GrainId, exception);
        }

        await DisposeGrainAsync();
        var successor = DieAndHandOn(out var stranded, out var moved);
        Class.OnDeactivated(request.Reason);
        foreach (var item in stranded)
        {
            item.Strand(this);
        }

        if (successor is not null)
        {
            successor.Activate();
        }
        else
        {
            // The second of two activations: its requests go to the first.
            foreach (var item in moved)
            {
                while (Class.GetOrCreateActivation(Key).Submit(item, mayInline: false) == Submission.Dead)
                {
                }
            }
        }

        _deactivated?.TrySetResult();
    }

    /// <summary>Lets what runs end, and the grain put away what it holds; each no longer than the deactivation timeout.</summary>
    private async Task WindUpAsync(DeactivationRequest request)
    {
        StopTimers();
        var limit = Runtime.Options.DeactivationTimeout;
        var enumerations = EndEnumerationsAsync();
        if (!await DrainAsync(limit))
        {
            Runtime.LogDrainTimedOut(GrainId, limit);
        }

        lock (_gate)
        {
            _state = ActivationState.Deactivating;
        }

        if (!await FinishesWithinAsync(enumerations, limit))
        {
            Runtime.LogDeactivationTimedOut(GrainId, limit);
        }

        if (Class.HasDeactivationWork)
        {
            using var timeout = new CancellationTokenSource(limit, Runtime.Time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, request.CancellationToken);
            if (!await FinishesWithinAsync(OnDeactivateAsync(request.Reason, linked.Token), limit))
            {
                Runtime.LogDeactivationTimedOut(GrainId, limit);
            }
        }
    }

    private async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        try
        {
            await ((IGrainBase)GrainInstance!).OnDeactivateAsync(reason, token);
        }
        catch (Exception exception)
        {
            // The activation ends all the same.
            Runtime.LogDeactivationFailed(GrainId, exception);
        }
    }

    private async Task<bool> DrainAsync(TimeSpan limit)
    {
        var start = Runtime.Time.GetTimestamp();
        while (true)
        {
            TaskCompletionSource? drained = null;
            lock (_gate)
            {
                if (_running > 0)
                {
                    drained = _drained = new TaskCompletionSource();
                }
                else if (!AnyCanStart_NeedsLock())
                {
                    return true;
                }
            }

            var left = limit - Runtime.Time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || (drained is not null && !await FinishesWithinAsync(drained.Task, left)))
            {
                return false;
            }

            if (drained is null)
            {
                // Something may start: requests and turns take turns.
                await Task.Yield();
            }
        }
    }

    private async Task<bool> FinishesWithinAsync(Task task, TimeSpan limit)
    {
        if (task.IsCompleted)
        {
            await task;
            return true;
        }

        try
        {
            await task.WaitAsync(limit, Runtime.Time);
            return true;
        }
        catch (TimeoutException)
        {
            // What ends because its time is over may have ended before this turn: then it is its own end that counts.
            if (!task.IsCompleted)
            {
                return false;
            }

            await task;
            return true;
        }
    }

    /// <summary>Leaves the directory; returns what waited, in order of arrival.</summary>
    private List<WorkItem> Die()
    {
        lock (_gate)
        {
            _state = ActivationState.Dead;
            Class.Remove(this);
            return TakeWaiting_NeedsLock();
        }
    }

    /// <summary>
    /// Leaves the directory to a successor that already has the requests that waited, so that none made later gets before
    /// them; without such requests there is no successor.
    /// </summary>
    /// <param name="stranded">What may not move.</param>
    /// <param name="moved">What does move.</param>
    /// <returns>The successor, to be activated; null where there is none.</returns>
    private Activation? DieAndHandOn(out List<WorkItem> stranded, out List<WorkItem> moved)
    {
        lock (_gate)
        {
            _state = ActivationState.Dead;
            stranded = [];
            moved = [];
            foreach (var item in TakeWaiting_NeedsLock())
            {
                (item.MayMove ? moved : stranded).Add(item);
            }

            if (moved.Count == 0)
            {
                Class.Remove(this);
                return null;
            }

            var successor = new Activation(Class, Key);
            foreach (var item in moved)
            {
                // An activation that ran something has made progress, whatever still waited.
                item.Moves += _hasServed ? 0 : 1;
                successor.Append_NeedsLock(item);
            }

            if (Class.TryReplace(this, successor))
            {
                return successor;
            }

            successor.TakeWaiting_NeedsLock();
            Class.Remove(this);
            return null;
        }
    }

    private List<WorkItem> TakeWaiting_NeedsLock()
    {
        var waiting = new List<WorkItem>();
        foreach (var first in new[] { _interleaving.TakeAll(), _ordered.TakeAll() })
        {
            for (var item = first; item is not null;)
            {
                var next = item.Next;
                item.Next = null;
                if (!item.IsAbandoned)
                {
                    waiting.Add(item);
                }

                item = next;
            }
        }

        _waitingRequests = 0;
        _waitingReaders = 0;
        waiting.Sort(static (a, b) => a.Order.CompareTo(b.Order));
        return waiting;
    }

    // On the turn, after it: the grain may be asked what it holds.
    private void Weigh()
    {
        if (Runtime.Sizer is not { } sizer)
        {
            return;
        }

        var bytes = GrainInstance is { } grain && _state != ActivationState.Dead ? sizer.EstimateBytes(grain) : 0;
        if (bytes != _residentBytes)
        {
            Runtime.AddResident(bytes - Interlocked.Exchange(ref _residentBytes, bytes));
        }
    }

    private async Task DisposeGrainAsync()
    {
        var instance = GrainInstance;
        GrainInstance = null;
        try
        {
            switch (instance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
                default:
                    break;
            }

            if (_scope is { } scope)
            {
                _scope = null;
                await scope.DisposeAsync();
            }
        }
        catch (Exception exception)
        {
            // Nobody waits for it; the activation is out of the directory already.
            Runtime.LogDeactivationFailed(GrainId, exception);
        }
    }

    private void StopTimers()
    {
        GrainTimer[] timers;
        lock (_gate)
        {
            timers = _timers?.ToArray() ?? [];
        }

        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }

    private Task EndEnumerationsAsync()
    {
        GrainEnumeration[] enumerations;
        lock (_gate)
        {
            enumerations = _enumerations?.ToArray() ?? [];
        }

        return enumerations.Length == 0 ? Task.CompletedTask : Task.WhenAll(Array.ConvertAll(enumerations, e => e.AbortAsync()));
    }
}
