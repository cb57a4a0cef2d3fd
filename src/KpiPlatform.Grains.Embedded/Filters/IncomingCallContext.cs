using System.Reflection;
using KpiPlatform.Grains.Embedded.Proxies;
using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Filters;

/// <summary>A call on its way through the filters of its target.</summary>
/// <typeparam name="TRequest">Its arguments.</typeparam>
/// <typeparam name="TResult">Its result.</typeparam>
internal sealed class IncomingCallContext<TRequest, TResult>(
    Activation target,
    GrainMethodInfo method,
    TRequest request,
    GrainId? source,
    IIncomingGrainCallFilter[] filters) : IIncomingGrainCallContext, IInvokable
    where TRequest : struct, IGrainRequest<TResult>
{
    private TRequest _request = request;
    private int _next;
    private Task<TResult>? _call;
    private TResult _result = default!;

    public IInvokable Request => this;

    public object Grain => target.GrainInstance!;

    public GrainId? SourceId => source;

    public GrainId TargetId => target.GrainId;

    public IGrainContext TargetContext => target;

    public string InterfaceName => method.Interface.Name;

    public string MethodName => method.Name;

    public MethodInfo InterfaceMethod => method.Method;

    public MethodInfo ImplementationMethod
    {
        get
        {
            var map = target.Class.Type.GetInterfaceMap(method.Method.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method.Method)];
        }
    }

    public object? Result
    {
        get => typeof(TResult) == typeof(Nothing) ? null : Current;
        set
        {
            if (typeof(TResult) != typeof(Nothing))
            {
                (_call, _result) = (null, (TResult)value!);
            }
        }
    }

    // Of the call, once that has ended; of the filter that set another, from then on.
    private TResult Current => _call is { IsCompletedSuccessfully: true } call ? call.Result : _result;

    /// <summary>Runs the filters and the grain.</summary>
    public ValueTask<TResult> Run()
    {
        var invoking = Invoke();
        if (invoking.IsCompletedSuccessfully)
        {
            return new(Current);
        }

        // Where no filter waits to see how it ends, what the grain returned is the answer itself.
        return ReferenceEquals(invoking, _call) ? new(_call) : Finish(invoking);
    }

    public Task Invoke()
    {
        try
        {
            return _next < filters.Length ? filters[_next++].Invoke(this) : InvokeGrain();
        }
        catch (OperationCanceledException exception)
        {
            return Task.FromCanceled(exception.CancellationToken.IsCancellationRequested ? exception.CancellationToken : new CancellationToken(canceled: true));
        }
        catch (Exception exception)
        {
            // Of whatever kind: who calls learns it from the task, as from a method that awaits.
            return Task.FromException(exception);
        }
    }

    private Task InvokeGrain()
    {
        var call = _request.Invoke(target.GrainInstance!);
        if (call.IsCompletedSuccessfully)
        {
            _result = call.Result;
            return Task.CompletedTask;
        }

        return _call = call.AsTask();
    }

    private async ValueTask<TResult> Finish(Task invoking)
    {
        await invoking;
        return Current;
    }

    int IInvokable.GetArgumentCount() => method.Parameters.Length;

    object? IInvokable.GetArgument(int index) => _request.GetArgument(index);

    void IInvokable.SetArgument(int index, object value) => _request.SetArgument(index, value);

    CancellationToken IInvokable.GetCancellationToken() => _request.CancellationToken;

    string IInvokable.GetMethodName() => method.Name;

    string IInvokable.GetInterfaceName() => method.Interface.Name;

    Type IInvokable.GetInterfaceType() => method.Interface.Type;

    MethodInfo IInvokable.GetMethod() => method.Method;
}
