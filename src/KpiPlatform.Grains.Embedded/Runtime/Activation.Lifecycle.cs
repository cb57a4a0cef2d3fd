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
        var waiting = Die();
        for (var item = waiting; item is not null;)
        {
            var next = item.Next;
            item.Next = null;
            item.Reject(exception);
            item = next;
        }

        _deactivated?.TrySetResult();
    }

    private async Task DeactivateAsync()
    {
        var request = _deactivation!;
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

        await DisposeGrainAsync();
        var waiting = Die();
        Class.OnDeactivated(request.Reason);
        for (var item = waiting; item is not null;)
        {
            var next = item.Next;
            item.Next = null;
            if (!item.IsAbandoned)
            {
                item.Reroute(this);
            }

            item = next;
        }

        _deactivated?.TrySetResult();
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
        TaskCompletionSource drained;
        lock (_gate)
        {
            if (_running == 0)
            {
                return true;
            }

            drained = _drained = new TaskCompletionSource();
        }

        return await FinishesWithinAsync(drained.Task, limit);
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
        catch (TimeoutException) when (!task.IsCompleted)
        {
            return false;
        }
    }

    private WorkItem? Die()
    {
        lock (_gate)
        {
            _state = ActivationState.Dead;
            _waitingRequests = 0;
            _waitingReaders = 0;
            var interleaving = _interleaving.TakeAll();
            var ordered = _ordered.TakeAll();
            Class.Remove(this);
            return MergeByArrival(interleaving, ordered);
        }
    }

    private static WorkItem? MergeByArrival(WorkItem? one, WorkItem? other)
    {
        var merged = default(WorkQueue);
        while (one is not null || other is not null)
        {
            var fromOne = other is null || (one is not null && one.Order < other.Order);
            var item = fromOne ? one! : other!;
            if (fromOne)
            {
                one = item.Next;
            }
            else
            {
                other = item.Next;
            }

            item.Next = null;
            merged.Append(item);
        }

        return merged.First;
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
