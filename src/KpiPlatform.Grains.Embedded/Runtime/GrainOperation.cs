using System.Diagnostics;
using KpiPlatform.Grains.Embedded.Hosting;

namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>A work item that somebody waits for.</summary>
/// <typeparam name="TResult">What they wait for.</typeparam>
internal abstract class GrainOperation<TResult> : WorkItem
{
    private ValueTask<TResult> _result;

    // Only where the result comes later.
    private TaskCompletionSource<TResult>? _source;

    protected GrainOperation(Interleaving interleaving)
        : base(interleaving)
    {
    }

    public override bool IsAbandoned => _source is { Task.IsCompleted: true };

    protected TaskCompletionSource<TResult>? Source => _source;

    protected abstract EmbeddedGrainRuntime Runtime { get; }

    public override void OnQueued() => _source ??= new TaskCompletionSource<TResult>(Runtime.CompletionOptions);

    public override void Reject(Exception exception)
    {
        OnQueued();
        if (_source!.TrySetException(exception))
        {
            OnSettled();
        }
    }

    /// <summary>Runs or queues it.</summary>
    /// <param name="pinned">The activation that has to run it; null for the one that serves the grain.</param>
    /// <param name="mayInline">Whether the calling thread may run it.</param>
    protected ValueTask<TResult> Dispatch(Activation? pinned, bool mayInline)
    {
        while (true)
        {
            var target = pinned ?? Locate();
            switch (target.Submit(this, mayInline))
            {
                case Submission.Inline:
                    target.RunInline(this);
                    if (_source is null)
                    {
                        return _result;
                    }

                    break;
                case Submission.Queued:
                    break;
                default:
                    if (pinned is not null)
                    {
                        return ValueTask.FromException<TResult>(Gone(pinned));
                    }

                    continue;
            }

            OnPending();
            return new ValueTask<TResult>(_source!.Task);
        }
    }

    protected abstract Activation Locate();

    protected abstract ValueTask<TResult> InvokeCore(Activation target);

    protected virtual Exception Gone(Activation target) =>
        new OrleansMessageRejectionException($"The activation of {target.GrainId} is gone.");

    /// <summary>The caller starts to wait: the place to arm timeouts.</summary>
    protected virtual void OnPending()
    {
    }

    /// <summary>The caller has its answer: the place to disarm them.</summary>
    protected virtual void OnSettled()
    {
    }

    /// <summary>The grain failed; called on its turn.</summary>
    protected virtual void OnFault(Activation target, Exception exception)
    {
    }

    protected override void ExecuteTurn()
    {
        var target = Target!;
        ValueTask<TResult> result;
        try
        {
            result = InvokeCore(target);
        }
        catch (OperationCanceledException exception)
        {
            result = new ValueTask<TResult>(FromCanceled<TResult>(Canceled(exception.CancellationToken)));
        }
        catch (Exception exception)
        {
            // Whatever the grain throws belongs to its caller.
            result = ValueTask.FromException<TResult>(exception);
        }

        if (result.IsCompleted)
        {
            if (!result.IsCompletedSuccessfully)
            {
                result = Faulted(target, result);
            }

            FinishedAtOnce = true;
            if (_source is null)
            {
                _result = result;
            }
            else
            {
                Settle(result.AsTask());
            }

            return;
        }

        OnQueued();
        _ = result.AsTask().ContinueWith(
            static (task, state) => ((GrainOperation<TResult>)state!).FinishLater((Task<TResult>)task),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
            target);
    }

    private static CancellationToken Canceled(CancellationToken token) => token.IsCancellationRequested ? token : new CancellationToken(canceled: true);

    private ValueTask<TResult> Faulted(Activation target, ValueTask<TResult> result)
    {
        var task = result.AsTask();
        if (task.Exception is { } exception)
        {
            OnFault(target, exception.InnerException!);
        }

        return new ValueTask<TResult>(task);
    }

    private void FinishLater(Task<TResult> task)
    {
        if (task.Exception is { } exception)
        {
            OnFault(Target!, exception.InnerException!);
        }

        Target!.Finish(this);
        Settle(task);
    }

    private void Settle(Task<TResult> task)
    {
        Debug.Assert(task.IsCompleted, "Only a finished call has a result.");
        if (_source!.TrySetFromTask(task))
        {
            OnSettled();
        }
    }
}
