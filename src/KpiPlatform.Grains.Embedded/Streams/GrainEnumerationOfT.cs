using KpiPlatform.Grains.Embedded.Parity;
using KpiPlatform.Grains.Embedded.Proxies;
using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Streams;

/// <summary>
/// An enumeration at the grain's end. The consumer makes it; its first step binds it to the activation that runs that step.
/// Members run on that activation's turns unless they say otherwise.
/// </summary>
/// <typeparam name="TRequest">The arguments of the method that makes it.</typeparam>
/// <typeparam name="TItem">Its items.</typeparam>
internal sealed class GrainEnumeration<TRequest, TItem>(GrainReference reference, GrainMethodInfo method, TRequest request) : GrainEnumeration
    where TRequest : struct, IGrainStreamRequest<TItem>
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, object>? _context = reference.Class.Runtime.HasIncomingFilters ? RequestContext.Capture() : null;
    private TRequest _request = request;
    private Activation? _activation;
    private IAsyncEnumerator<TItem>? _enumerator;
    private Task<bool>? _step;
    private Task? _closing;
    private TaskCompletionSource<bool>? _aborted;
    private long _lastStepTimestamp;
    private volatile bool _stepping;
    private int _consumerHasEnough;

    public override long LastStepTimestamp => Volatile.Read(ref _lastStepTimestamp);

    public override bool IsStepping => _stepping;

    public GrainReference Reference => reference;

    public GrainMethodInfo Method => method;

    /// <summary>Gets the activation that it is bound to; null before the first step. Read from anywhere.</summary>
    public Activation? Activation => Volatile.Read(ref _activation);

    /// <summary>Gets the item of the last step that found one.</summary>
    public TItem Current { get; private set; } = default!;

    /// <summary>Cancels what the grain sees as the enumerator's token. Called from anywhere.</summary>
    public void Cancel()
    {
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>Tells that no further step comes. Called from anywhere.</summary>
    /// <returns>The activation to close it on; null if there is nothing to close, or the step that runs will.</returns>
    public Activation? EndConsumption()
    {
        // Exchanged before the activation is read, and the activation written before the flag is read: one side sees the other.
        Interlocked.Exchange(ref _consumerHasEnough, 1);
        return Activation;
    }

    public async ValueTask<bool> StepAsync(Activation target)
    {
        if (_activation is null)
        {
            Interlocked.Exchange(ref _activation, target);
            if (Volatile.Read(ref _consumerHasEnough) != 0)
            {
                _closing = Task.CompletedTask;
            }
        }

        if (_closing is not null)
        {
            throw Aborted();
        }

        _stepping = true;
        try
        {
            if (_enumerator is null)
            {
                if (target.Runtime.HasIncomingFilters || target.Class.IsFilter)
                    await target.Runtime.InvokeFiltered<EnumerationStart, Nothing>(target, method, default, source: null, _context);
                if (!target.TryAdd(this))
                {
                    throw Aborted();
                }

                _enumerator = _request.Invoke(target.GrainInstance!).GetAsyncEnumerator(_ending.Token);
            }

            var step = _enumerator.MoveNextAsync();
            bool found;
            if (step.IsCompleted)
            {
                found = await step;
            }
            else
            {
                _step = step.AsTask();
                _aborted = new TaskCompletionSource<bool>();
                found = await await Task.WhenAny(_step, _aborted.Task);
            }

            if (found)
            {
                Current = target.Runtime.Parity is null ? _enumerator.Current : ParityMode.Copy(method, _enumerator.Current);
            }

            return found;
        }
        finally
        {
            Volatile.Write(ref _lastStepTimestamp, target.Runtime.Time.GetTimestamp());
            _stepping = false;
        }
    }

    public override Task AbortAsync()
    {
        _aborted?.TrySetException(Aborted());
        return CloseAsync();
    }

    /// <summary>Ends it from the consumer's side.</summary>
    public Task CloseAsync() => _closing ??= CloseCoreAsync();

    private async Task CloseCoreAsync()
    {
        // Whoever calls twice gets the first task: so it has to be stored before anything here runs.
        await Task.Yield();
        _activation!.Forget(this);
        try
        {
            // Not CancelAsync: what the grain registered on the token runs on its turn, not on some other thread.
            _ending.Cancel();
            if (_step is { IsCompleted: false } step)
            {
                await ((Task)step).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            if (_enumerator is not null)
            {
                await _enumerator.DisposeAsync();
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The usual end of an enumerator that is cancelled.
        }
        finally
        {
            _ending.Dispose();
        }
    }

    private EnumerationAbortedException Aborted() => new(
        $"The enumeration {method.DisplayName} of grain {reference.GrainId} has ended: the grain was deactivated, or nothing was read for too long.");
}
