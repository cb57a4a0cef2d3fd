using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Grains.Embedded.Parity;
using KpiPlatform.Grains.Embedded.Proxies;

namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>A call of a grain method.</summary>
/// <typeparam name="TRequest">Its arguments.</typeparam>
/// <typeparam name="TResult">Its result.</typeparam>
internal sealed class GrainCall<TRequest, TResult> : GrainOperation<TResult>, ITimedCall
    where TRequest : struct, IGrainRequest<TResult>
{
    private readonly GrainReference _reference;
    private readonly GrainMethodInfo _method;
    private readonly GrainId? _source;
    private readonly Dictionary<string, object>? _context;
    private TRequest _request;
    private CancellationTokenRegistration _cancellation;

    public GrainCall(GrainReference reference, GrainMethodInfo method, in TRequest request)
        : base(reference.Class.InterleavingOf(method))
    {
        _reference = reference;
        _method = method;
        _request = request;
        if (reference.Class.Runtime.HasIncomingFilters)
        {
            _source = CallCore.CurrentCaller?.GrainId;
            _context = RequestContext.Capture();
        }
    }

    ITimedCall? ITimedCall.Earlier { get; set; }

    ITimedCall? ITimedCall.Later { get; set; }

    long ITimedCall.DeadlineTimestamp { get; set; }

    public TimeoutQueue? Queue { get; set; }

    public bool IsSettled => IsAbandoned;

    public override bool MayMove => Moves < EmbeddedRuntimeOptions.MaxMoves && !Runtime.IsStopped;

    protected override EmbeddedGrainRuntime Runtime => _reference.Class.Runtime;

    public ValueTask<TResult> Dispatch()
    {
        if (_request.CancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(_request.CancellationToken);
        }

        try
        {
            if (_method.IsOneWay)
            {
                _ = Dispatch(null, mayInline: false);
                return default;
            }

            var gauge = _method.Inlining;
            var mayInline = gauge.MayInline();
            var start = mayInline ? gauge.Start() : 0;
            var result = Dispatch(null, mayInline);
            gauge.Stop(start);
            return result;
        }
        catch (OrleansException exception)
        {
            if (_method.IsOneWay)
            {
                Runtime.LogOneWayFailed(_method.DisplayName, _reference.GrainId, exception);
                return default;
            }

            // The runtime refused the call: its caller learns that where it learns everything, from the task.
            return ValueTask.FromException<TResult>(exception);
        }
    }

    public void TimeOut(TimeSpan after)
    {
        var exception = new TimeoutException(
            $"{_method.DisplayName} of grain {_reference.GrainId} gave no answer within {after}. It may still run, or have run.");
        if (Source!.TrySetException(exception))
        {
            _cancellation.Unregister();
            Runtime.Telemetry.TimedOut(_method);
        }
    }

    public override void Strand(Activation from) => Reject(Runtime.IsStopped
        ? EmbeddedGrainRuntime.Unavailable()
        : new OrleansMessageRejectionException(
            $"{Moves + 1} activations of {_reference.GrainId} were deactivated before they could run anything; {_method.DisplayName} did not start."));

    protected override Activation Locate() => _reference.Locate();

    protected override ValueTask<TResult> InvokeCore(Activation target) =>
        Runtime.Parity is null ? InvokeGrain(target) : InvokeAndCopy(target);

    protected override void OnPending()
    {
        if (_method.IsOneWay)
        {
            return;
        }

        Runtime.TimeoutsFor(_method.Timeout).Add(this);
        if (_request.CancellationToken.CanBeCanceled)
        {
            _cancellation = _request.CancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    var call = (GrainCall<TRequest, TResult>)state!;
                    if (call.Source!.TrySetCanceled(token))
                    {
                        call.Queue?.Remove(call);
                    }
                },
                this);
            if (IsSettled)
            {
                _cancellation.Unregister();
            }
        }
    }

    protected override void OnSettled()
    {
        Queue?.Remove(this);
        _cancellation.Unregister();
        if (_method.IsOneWay && Source!.Task.Exception is { } exception)
        {
            Runtime.LogOneWayFailed(_method.DisplayName, _reference.GrainId, exception.InnerException!);
        }
    }

    protected override void OnFault(Activation target, Exception exception)
    {
        if (exception is InconsistentStateException inconsistent && ReferenceEquals(inconsistent.Origin, target))
        {
            target.Deactivate(new DeactivationReason(
                DeactivationReasonCode.ApplicationError,
                exception,
                "The stored state moved on under this activation."));
        }
    }
    private ValueTask<TResult> InvokeGrain(Activation target) => Runtime.HasIncomingFilters || target.Class.IsFilter
        ? Runtime.InvokeFiltered<TRequest, TResult>(target, _method, _request, _source, _context)
        : _request.Invoke(target.GrainInstance!);

    private async ValueTask<TResult> InvokeAndCopy(Activation target)
    {
        TResult result;
        try
        {
            result = await InvokeGrain(target);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Before the copy, which knows nothing of its origin.
            OnFault(target, exception);
            throw ParityMode.CopyException(_method, exception);
        }

        return ParityMode.Copy(_method, result);
    }
}
