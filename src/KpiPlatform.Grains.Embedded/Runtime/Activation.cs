using System.Diagnostics;
using System.Runtime.CompilerServices;
using KpiPlatform.Grains.Embedded.Hosting;

namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>
/// One grain in memory. It is the task scheduler of the grain's code, which makes everything after an await a turn again.
///
/// Invariants, held by the lock:
///   at most one thread has the turn (TurnState.Running), and only that thread runs the grain's code;
///   a request starts only while Valid (or Draining, when the host stops), and only beside requests that it may interleave with:
///   exclusive = 0 or 1, exclusive + readers > 0 excludes another exclusive, exclusive = 1 excludes readers;
///   TurnState.Idle means that nothing can run: no turn waits, and no waiting request may start.
/// The lock is never held while grain code runs.
/// </summary>
internal sealed partial class Activation : TaskScheduler, IGrainContext, IThreadPoolWorkItem
{
    [ThreadStatic]
    private static Activation? _underConstruction;

    [ThreadStatic]
    private static int _inlineDepth;

    private readonly Lock _gate = new();
    private TurnQueue _turns;

    // Requests that wait; those that interleave with anything stand apart, so that a long line never hides them.
    private WorkQueue _ordered;
    private WorkQueue _interleaving;
    private int _waitingRequests;
    private int _waitingReaders;
    private long _arrivals;
    private int _running;
    private int _exclusive;
    private int _readers;
    private bool _finishesMailbox;
    private bool _hasServed;
    private ActivationState _state;
    private TurnState _turn;
    private bool _lastWasRequest;
    private long _lastUsedTimestamp;

    public Activation(GrainClass grainClass, string key)
    {
        Class = grainClass;
        Key = key;
    }

    public static Activation? UnderConstruction => _underConstruction;

    public GrainClass Class { get; }

    public string Key { get; }

    public EmbeddedGrainRuntime Runtime => Class.Runtime;

    public GrainId GrainId => GrainId.Create(Class.GrainType, Key);

    public object? GrainInstance { get; private set; }

    public GrainReference GrainReference => (GrainReference)CreateReference(Class.Interfaces[0].Type);

    /// <summary>Gets a value indicating whether work handed to it may still run, here or, after it dies, elsewhere.</summary>
    public bool IsServing => _state < ActivationState.Dead;

    public override int MaximumConcurrencyLevel => 1;

    public static Activation Of(IGrainContext context) => context as Activation
        ?? throw new InvalidOperationException($"{context?.GetType()} is no context of this runtime.");

    public object CreateReference(Type interfaceType) => Runtime.CreateReference(interfaceType, Class, Key);

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override string ToString() => $"{GrainId} ({_state})";

    /// <summary>Takes in a work item, or hands the turn to the calling thread to run it.</summary>
    /// <exception cref="LimitExceededException">The mailbox is full.</exception>
    public Submission Submit(WorkItem item, bool mayInline)
    {
        var activate = false;
        var wake = false;
        var overloaded = 0;
        lock (_gate)
        {
            if (_state == ActivationState.Dead)
            {
                return Submission.Dead;
            }

            if (mayInline && _turn == TurnState.Idle && _state == ActivationState.Valid && Runtime.RunsInline
                && MayStart_NeedsLock(item) && _inlineDepth < EmbeddedRuntimeOptions.MaxInlineDepth
                && RuntimeHelpers.TryEnsureSufficientExecutionStack())
            {
                _turn = TurnState.Running;
                Started_NeedsLock(item);
                return Submission.Inline;
            }

            if (item.CountsAgainstMailbox && _waitingRequests >= Runtime.MailboxLimit)
            {
                overloaded = _waitingRequests + 1;
            }
            else
            {
                item.OnQueued();
                Append_NeedsLock(item);
                activate = _state == ActivationState.New;
                if (activate)
                {
                    _state = ActivationState.Activating;
                }
                else
                {
                    wake = WakeIfRunnable_NeedsLock();
                }
            }
        }

        if (overloaded > 0)
        {
            Runtime.Telemetry.Rejected(Class);
            throw new LimitExceededException(nameof(EmbeddedRuntimeOptions.MailboxLimit), overloaded, Runtime.MailboxLimit, GrainId);
        }

        if (activate)
        {
            StartLifecycle(static activation => activation.ActivateAsync());
        }
        else if (wake)
        {
            Runtime.Scheduler.Schedule(this);
        }

        return Submission.Queued;
    }

    /// <summary>Runs an item whose submission was answered with <see cref="Submission.Inline"/>.</summary>
    public void RunInline(WorkItem item)
    {
        // The caller's context must not see the grain's continuations.
        var callersContext = SynchronizationContext.Current;
        if (callersContext is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        _inlineDepth++;
        item.RunFirstTurn(this);
        _inlineDepth--;
        Weigh();
        if (callersContext is not null)
        {
            SynchronizationContext.SetSynchronizationContext(callersContext);
        }

        var drained = false;
        bool wake;
        lock (_gate)
        {
            if (item.FinishedAtOnce)
            {
                drained = Finished_NeedsLock(item);
            }

            _turn = TurnState.Idle;
            wake = WakeIfRunnable_NeedsLock();
        }

        if (drained)
        {
            _drained!.TrySetResult();
        }

        if (wake)
        {
            Runtime.Scheduler.Schedule(this);
        }
    }

    /// <summary>An item that did not finish in its first turn has finished now, on a later one.</summary>
    public void Finish(WorkItem item)
    {
        bool drained;
        lock (_gate)
        {
            drained = Finished_NeedsLock(item);
        }

        if (drained)
        {
            _drained!.TrySetResult();
        }
    }

    /// <summary>Runs turns that wait, up to the scheduler's slice.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        var callersContext = SynchronizationContext.Current;
        if (callersContext is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        WorkItem? item = null;
        var remaining = Runtime.TurnsPerSlice;
        while (true)
        {
            if (item is { FinishedAtOnce: true })
            {
                Finish(item);
            }

            Task? turn;
            bool again;
            lock (_gate)
            {
                _turn = TurnState.Running;
                again = remaining-- > 0;
                if (!again)
                {
                    _turn = TurnState.Idle;
                    again = WakeIfRunnable_NeedsLock();
                    turn = null;
                    item = null;
                }
                else if (!TakeNext_NeedsLock(out turn, out item))
                {
                    _turn = TurnState.Idle;
                    again = false;
                }
            }

            if (item is not null)
            {
                item.RunFirstTurn(this);
                Weigh();
            }
            else if (turn is not null)
            {
                TryExecuteTask(turn);
                Weigh();
            }
            else
            {
                if (again)
                {
                    Runtime.Scheduler.Schedule(this);
                }

                break;
            }
        }

        if (callersContext is not null)
        {
            SynchronizationContext.SetSynchronizationContext(callersContext);
        }
    }

    protected override void QueueTask(Task task)
    {
        bool wake;
        lock (_gate)
        {
            _turns.Enqueue(task);
            wake = WakeIfRunnable_NeedsLock();
        }

        if (wake)
        {
            Runtime.Scheduler.Schedule(this);
        }
    }

    /// <summary>A continuation may run at once only inside a turn of this very activation, at the innermost.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        (WorkItem.IsStarting(task) || ReferenceEquals(Current, this)) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return _turns.ToArray();
        }
    }

    private bool MayStart_NeedsLock(WorkItem item) => item.Interleaving switch
    {
        Interleaving.Always => true,
        Interleaving.ReadOnly => _exclusive == 0,
        _ => _exclusive == 0 && _readers == 0,
    };

    private void Append_NeedsLock(WorkItem item)
    {
        item.Order = ++_arrivals;
        if (item.CountsAgainstMailbox)
        {
            _waitingRequests++;
        }

        ref var queue = ref item.Interleaving == Interleaving.Always ? ref _interleaving : ref _ordered;
        if (item.Interleaving == Interleaving.ReadOnly)
        {
            _waitingReaders++;
        }

        if (Runtime.Parity is { Reorders: true } parity)
        {
            queue.Insert(item, parity.Position(_waitingRequests));
        }
        else
        {
            queue.Append(item);
        }
    }

    private void Started_NeedsLock(WorkItem item)
    {
        _hasServed = true;
        if (item.HoldsActivation)
        {
            _running++;
        }

        switch (item.Interleaving)
        {
            case Interleaving.Exclusive:
                Debug.Assert(_exclusive == 0 && _readers == 0, "An exclusive request runs alone.");
                _exclusive++;
                break;
            case Interleaving.ReadOnly:
                Debug.Assert(_exclusive == 0, "Readers don't run beside an exclusive request.");
                _readers++;
                break;
            default:
                break;
        }

        if (item.KeepsAlive)
        {
            _lastUsedTimestamp = Runtime.Time.GetTimestamp();
        }
    }

    // Returns whether a draining activation can go on.
    private bool Finished_NeedsLock(WorkItem item)
    {
        switch (item.Interleaving)
        {
            case Interleaving.Exclusive:
                _exclusive--;
                break;
            case Interleaving.ReadOnly:
                _readers--;
                break;
            default:
                break;
        }

        return item.HoldsActivation && --_running == 0 && _drained is not null;
    }

    private bool WakeIfRunnable_NeedsLock()
    {
        if (_turn != TurnState.Idle || (_turns.IsEmpty && !AnyCanStart_NeedsLock()))
        {
            return false;
        }

        _turn = TurnState.Scheduled;
        return true;
    }

    private bool AnyCanStart_NeedsLock() =>
        (_state == ActivationState.Valid || (_state == ActivationState.Draining && _finishesMailbox))
        && (_interleaving.First is not null
            || (_ordered.First is { } first && (MayStart_NeedsLock(first) || (_waitingReaders > 0 && _exclusive == 0))));

    // Turns and starting requests take turns themselves: neither a busy loop of awaits nor a flood of requests starves the other.
    private bool TakeNext_NeedsLock(out Task? turn, out WorkItem? item)
    {
        turn = null;
        item = null;
        if (!_lastWasRequest && TakeRequest_NeedsLock(out item))
        {
            _lastWasRequest = true;
            return true;
        }

        _lastWasRequest = false;
        return _turns.TryDequeue(out turn) || TakeRequest_NeedsLock(out item);
    }

    private bool TakeRequest_NeedsLock(out WorkItem? item)
    {
        while (AnyCanStart_NeedsLock())
        {
            item = TakeStartable_NeedsLock();
            item.Next = null;
            if (item.CountsAgainstMailbox)
            {
                _waitingRequests--;
            }

            if (item.Interleaving == Interleaving.ReadOnly)
            {
                _waitingReaders--;
            }

            if (item.IsAbandoned)
            {
                continue;
            }

            Started_NeedsLock(item);
            return true;
        }

        item = null;
        return false;
    }

    private WorkItem TakeStartable_NeedsLock()
    {
        var first = _ordered.First;
        if (first is not null && MayStart_NeedsLock(first)
            && (_interleaving.First is null || first.Order < _interleaving.First.Order))
        {
            return _ordered.TakeFirst();
        }

        if (_interleaving.First is not null)
        {
            return _interleaving.TakeFirst();
        }

        // Readers run and an exclusive request stands first: further readers may pass it.
        WorkItem? previous = null;
        var item = first!;
        while (!MayStart_NeedsLock(item))
        {
            previous = item;
            item = item.Next!;
        }

        _ordered.RemoveAfter(previous, item);
        return item;
    }
}
