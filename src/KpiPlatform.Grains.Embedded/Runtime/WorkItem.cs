namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>
/// Something that an activation runs: a call, a timer's tick, a step of an enumeration. It is the Task of its own first
/// turn, so that TaskScheduler.Current is the activation and the caller's execution context flows, at one allocation.
/// </summary>
internal abstract class WorkItem : Task
{
    [ThreadStatic]
    private static WorkItem? _starting;

    protected WorkItem(Interleaving interleaving)
        : base(static _ => RunStarting(), null, TaskCreationOptions.DenyChildAttach) => Interleaving = interleaving;

    public Interleaving Interleaving { get; }

    /// <summary>Gets or sets the next one in the mailbox. Owned by the activation's lock.</summary>
    public WorkItem? Next { get; set; }

    /// <summary>Gets or sets the order of arrival in the mailbox. Owned by the activation's lock.</summary>
    public long Order { get; set; }

    /// <summary>Gets or sets how many activations that never ran anything handed it on.</summary>
    public int Moves { get; set; }

    /// <summary>Gets a value indicating whether the next activation of the grain may run it, if this one dies before it starts.</summary>
    public virtual bool MayMove => false;

    /// <summary>Gets a value indicating whether it counts against the mailbox limit while it waits.</summary>
    public virtual bool CountsAgainstMailbox => true;

    /// <summary>Gets a value indicating whether the activation does not end before it has finished.</summary>
    public virtual bool HoldsActivation => true;

    /// <summary>Gets a value indicating whether it counts as use of the activation.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Gets a value indicating whether nobody waits for it any more, so that it need not start.</summary>
    public virtual bool IsAbandoned => false;

    /// <summary>
    /// Gets a value indicating whether it had finished when its first turn ended. Otherwise it calls <see cref="Activation.Finish"/>
    /// itself, which may still be within the first turn, where what it awaited completed just before.
    /// </summary>
    public bool FinishedAtOnce { get; protected set; }

    protected Activation? Target { get; private set; }

    public static bool IsStarting(Task task) => ReferenceEquals(_starting, task);

    /// <summary>Runs the first turn on this thread, which holds the activation's turn.</summary>
    public void RunFirstTurn(Activation target)
    {
        Target = target;
        _starting = this;
        RunSynchronously(target);
    }

    /// <summary>Called under the activation's lock when it has to wait.</summary>
    public virtual void OnQueued()
    {
    }

    /// <summary>The activation died before it started, and it may not move.</summary>
    public abstract void Strand(Activation from);

    /// <summary>It will not run.</summary>
    public abstract void Reject(Exception exception);

    /// <summary>The first turn. Sets <see cref="FinishedAtOnce"/>, or arranges for <see cref="Activation.Finish"/> on a turn.</summary>
    protected abstract void ExecuteTurn();

    private static void RunStarting()
    {
        var item = _starting!;
        _starting = null;
        item.ExecuteTurn();
    }
}
